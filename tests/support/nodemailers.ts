import { EventEmitter } from "node:events";
import { Socket } from "node:net";
import SMTPConnection from "nodemailer/lib/smtp-connection";

type Parts = Record<string, unknown>;

/** A nodemailer that has only what its documentation names, as a later version could be. */
class PublicConnection extends EventEmitter {
  constructor(options: SMTPConnection.Options) {
    super();
    const inner = new SMTPConnection(options);
    for (const name of ["connect", "login", "send", "reset", "quit", "close"] as const)
      (this as unknown as Parts)[name] = (inner[name] as (...args: unknown[]) => unknown).bind(inner);
    for (const event of ["error", "end"]) inner.on(event, (...args) => this.emit(event, ...args));
  }
}

/** A nodemailer that has the private names, and a socket behind one of them that it does not read. */
class UnreadConnection extends PublicConnection {
  _socket = new Socket();
  _ehloLines = [];
  _supportedExtensions = [];
}

/** A nodemailer that keeps the lines of the server's EHLO elsewhere. */
class ForgetfulConnection extends SMTPConnection {
  constructor(options: SMTPConnection.Options) {
    super(options);
    this.once("connect", () => delete (this as unknown as Parts)._ehloLines);
  }
}

/** The pinned nodemailer, content with a certificate that nobody vouches for. */
class CredulousConnection extends SMTPConnection {
  constructor(options: SMTPConnection.Options) {
    super({ ...options, tls: { rejectUnauthorized: false } });
  }
}

/** The same, with the socket below TLS behind the known name. */
class BareConnection extends PublicConnection {
  _socket = new Socket().on("data", () => {});
  _ehloLines = ["PIPELINING"];
  _supportedExtensions = ["PIPELINING"];
  constructor(options: SMTPConnection.Options) {
    super({ ...options, tls: { rejectUnauthorized: false } });
  }
}

export const credulous = CredulousConnection as typeof SMTPConnection;
export const withoutPrivateNames = PublicConnection as unknown as typeof SMTPConnection;
export const withoutExtensions = ForgetfulConnection as typeof SMTPConnection;
export const pinnedNodemailer = SMTPConnection;
export const withBareSocket = BareConnection as unknown as typeof SMTPConnection;
export const withUnreadSocket = UnreadConnection as unknown as typeof SMTPConnection;
