import type { ImapFlow } from "imapflow";
import type { Context } from "#app/context.server.ts";
import { minute, second } from "#app/models/durations.ts";

/** A folder of a mailbox, as MAILBOX_URL names it. */
export type MailboxPlace = NonNullable<Context["config"]["inbound"]["mailbox"]>;

/** Why a mailbox cannot be read now; `told`: the server's words, or the system's. */
class MailboxTrouble extends Error {
  constructor(
    readonly code: "sign-in" | "no-tls" | "certificate" | "unreachable" | "no-folder" | "lost",
    readonly told: string,
  ) {
    super(words[code].replace("…", told));
    this.name = "MailboxTrouble";
  }
}

const words: Record<MailboxTrouble["code"], string> = {
  "sign-in": "the server takes neither this user nor this password (MAILBOX_URL): …",
  "no-tls": "the server offers no TLS, and the password goes over no other line: …",
  certificate: "the server’s certificate cannot be trusted: …",
  unreachable: "the server cannot be reached: …",
  "no-folder": "there is no such folder, or it may not be opened: …",
  lost: "the connection was lost: …",
};

/**
 * Connects and opens the folder. An error from then on closes the connection.
 * @throws MailboxTrouble
 */
export async function connectMailbox(place: MailboxPlace): Promise<ImapFlow> {
  // A library of a megabyte, which no other command needs.
  const { ImapFlow } = await import("imapflow");
  const client = new ImapFlow({
    ...{ host: place.host, port: place.port, auth: { user: place.user, pass: place.password } },
    secure: place.tls === "from-start",
    doSTARTTLS: place.tls === "none" ? false : place.tls === "upgrade" ? true : undefined,
    // It would write down addresses and whole mails.
    logger: false,
    clientInfo: { name: "Pressrun" },
    disableCompression: true,
    ...{ connectionTimeout: 30 * second, greetingTimeout: 10 * second, socketTimeout: 5 * minute },
    ...{ autoIdleDelay: second, maxIdleTime: 5 * minute },
    ...{ maxLineLength: 2e6, maxLiteralSize: 11e6, maxResponseSize: 12e6, maxResponseTokens: 100_000 },
  });
  // Before connecting: an error that nobody listens for would end the process.
  client.on("error", () => client.close());
  try {
    await client.connect();
  } catch (error) {
    client.close();
    throw troubleIn(error);
  }
  try {
    await client.mailboxOpen(place.folder);
    return client;
  } catch (error) {
    client.close();
    const said = (error as { responseText?: string }).responseText;
    throw said ? new MailboxTrouble("no-folder", `${place.folder}: ${said}`) : troubleIn(error);
  }
}

/** Puts an error of the library into our terms. */
export function troubleIn(error: unknown): MailboxTrouble {
  if (error instanceof MailboxTrouble) return error;
  const {
    code = "",
    message,
    authenticationFailed,
    responseText,
  } = error as Error & {
    code?: string;
    authenticationFailed?: boolean;
    responseText?: string;
  };
  const told = (responseText ?? message).split("\n")[0]!.slice(0, 200);
  if (authenticationFailed) return new MailboxTrouble("sign-in", told);
  if (/STARTTLS/i.test(`${code} ${message}`)) return new MailboxTrouble("no-tls", told);
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME|ERR_TLS|ERR_SSL|EPROTO/i.test(code))
    return new MailboxTrouble("certificate", told);
  return new MailboxTrouble(
    /^E(CONN|NOTFOUND|AI_|HOST|NET|TIMEDOUT)|CONNECT_TIMEOUT/.test(code) ? "unreachable" : "lost",
    told,
  );
}
