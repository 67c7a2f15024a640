import type { ImapFlow } from "imapflow";
import { databaseOutage, type Context } from "#app/context.server.ts";
import { minute, second } from "#app/models/durations.ts";
import { countOf } from "#app/models/fields.server.ts";
import { connectMailbox, troubleIn, type MailboxPlace } from "./connection.server.ts";
import { openShelves } from "./folders.server.ts";
import { lookThroughMailbox, type Looked, type MailboxTally } from "./look.server.ts";
import { keepLooked, lookedBefore } from "./looks.server.ts";

/** Milliseconds. `every`: between two looks; `pauses`: before each new connection, until one look has succeeded. */
type Patience = { every: number; pauses: number[] };

const usual: Patience = { every: minute, pauses: [2, 5, 15, 60, 300].map((seconds) => seconds * second) };

/**
 * Reads a mailbox until it is told to stop. It looks every minute; what a server says between (IDLE, RFC 2177) only makes
 * it look sooner. It says in the log what it waits for.
 */
export async function watchMailbox(
  context: Context,
  place: MailboxPlace,
  stop: AbortSignal,
  patience = usual,
): Promise<void> {
  const where = { server: place.host, folder: place.folder };
  const keep = (one: Looked) => keepLooked(context, place, one);
  for (let failures = 0; !stop.aborted;) {
    try {
      const client = await connectMailbox(place);
      try {
        const hint = client.capabilities.has("IDLE") ? ", or when the server tells of new mail" : "";
        context.log.info(where, `the mailbox is open; it is looked at every ${patience.every / second} seconds${hint}`);
        const shelves = openShelves(context, client);
        while (!stop.aborted) {
          const looked = await lookedBefore(context, place);
          const found = await lookThroughMailbox(context, client, shelves, looked, keep);
          failures = 0;
          if (found.tally.read + found.tally.unreadable > 0) context.log.info(where, wordMailboxTally(found.tally));
          await untilNews(client, patience.every, stop);
          if (!client.usable) throw new Error("the server closed it");
          await client.noop();
        }
      } finally {
        await leave(client);
      }
    } catch (error) {
      if (stop.aborted) return;
      const trouble = databaseOutage(error)
        ? { code: null, message: "the database does not answer" }
        : troubleIn(error);
      // A server locks out who tries a wrong password again and again.
      const pause = trouble.code === "sign-in" ? patience.pauses.at(-1)! : patience.pauses[failures]!;
      failures = Math.min(failures + 1, patience.pauses.length - 1);
      context.log.warn(where, `the mailbox cannot be read: ${trouble.message}; the next try is in ${pause / second} s`);
      await pauseFor(pause, stop);
    }
  }
}

/** Looks through a mailbox once. @throws MailboxTrouble */
export async function lookAtMailbox(context: Context, place: MailboxPlace): Promise<MailboxTally> {
  const client = await connectMailbox(place);
  try {
    return (await lookThroughMailbox(context, client, openShelves(context, client), null)).tally;
  } finally {
    await leave(client);
  }
}

/** Says what a look came to. */
export function wordMailboxTally({ read, unreadable }: MailboxTally): string {
  const tooLarge = unreadable > 0 ? `, ${countOf(unreadable, "mail")} too large and put into Pressrun/Unreadable` : "";
  return `${countOf(read, "mail")} read${tooLarge}`;
}

/** A server that does not answer the farewell is left all the same. */
async function leave(client: ImapFlow): Promise<void> {
  if (client.usable) await Promise.race([client.logout().catch(() => {}), pauseFor(5 * second)]);
  client.close();
}

/** Waits until the server tells of new mail, the connection is lost, or the time for a look has come. */
async function untilNews(client: ImapFlow, every: number, stop: AbortSignal): Promise<void> {
  const news = new AbortController();
  const hear = () => news.abort();
  for (const event of ["exists", "close"] as const) client.on(event, hear);
  await pauseFor(every, AbortSignal.any([stop, news.signal]));
  for (const event of ["exists", "close"] as const) client.off(event, hear);
}

function pauseFor(milliseconds: number, stop?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (stop?.aborted) return resolve();
    const timer = setTimeout(over, milliseconds);
    function over() {
      clearTimeout(timer);
      stop?.removeEventListener("abort", over);
      resolve();
    }
    stop?.addEventListener("abort", over, { once: true });
  });
}
