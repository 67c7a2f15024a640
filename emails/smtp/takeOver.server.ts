import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type SMTPConnection from "nodemailer/lib/smtp-connection";
import { hungUp } from "./connection.server.ts";

/** The server's last EHLO. `size`: the most bytes of a message, 0 when it names none, null without SIZE (RFC 1870). */
export type Extensions = {
  pipelining: boolean;
  chunking: boolean;
  smtpUtf8: boolean;
  /** Failure notices as asked for (RFC 3461). */
  dsn: boolean;
  size: number | null;
};

/** A socket to a server that waits for MAIL. */
export type Wire = {
  socket: Duplex;
  extensions: Extensions;
  /** Sets the function that is called when the connection has ended, with the reason, at least once. */
  whenLost(lost: (reason: Error) => void): void;
  /** Ends the connection at once: bytes that the system has not taken are never sent. */
  drop(): void;
};

/** Undocumented parts of nodemailer 10.6. `_ehloLines`: of the last EHLO; none when the server knows only HELO. */
type Inside = { _socket?: unknown; _ehloLines?: unknown; _supportedExtensions?: unknown };

/**
 * Takes the socket from nodemailer once it has connected and logged in. nodemailer goes on watching for errors, time-outs
 * and the end; it reads and writes nothing more.
 * @param mustBeSecure true when nothing may leave without TLS
 * @returns null when this nodemailer keeps its socket or the server's extensions elsewhere
 */
export function takeOver(connection: SMTPConnection, mustBeSecure: boolean): Wire | null {
  const { _socket: socket, _ehloLines: lines, _supportedExtensions: known } = connection as unknown as Inside;
  if (!(socket instanceof Socket) || !Array.isArray(known)) return null;
  if (!Array.isArray(lines) && known.length > 0) return null;
  // A socket that nodemailer does not read is another one, and could be the one below TLS.
  if (socket.listenerCount("data") !== 1) return null;
  if (mustBeSecure && (socket as { encrypted?: boolean }).encrypted !== true) return null;
  socket.removeAllListeners("data");
  return {
    socket,
    extensions: readExtensions((lines as string[] | undefined) ?? []),
    whenLost(lost) {
      connection.on("error", lost);
      socket.once("close", () => lost(hungUp));
    },
    drop() {
      socket.destroy();
      connection.close();
    },
  };
}

/** @param lines the lines of a reply to EHLO, after the first and without codes */
function readExtensions(lines: string[]): Extensions {
  const extensions: Extensions = { pipelining: false, chunking: false, smtpUtf8: false, dsn: false, size: null };
  for (const line of lines) {
    const [keyword, value] = line.toUpperCase().split(/[ \t=]+/);
    if (keyword === "PIPELINING") extensions.pipelining = true;
    else if (keyword === "CHUNKING") extensions.chunking = true;
    else if (keyword === "SMTPUTF8") extensions.smtpUtf8 = true;
    else if (keyword === "DSN") extensions.dsn = true;
    else if (keyword === "SIZE") extensions.size = Number(value) || 0;
  }
  return extensions;
}
