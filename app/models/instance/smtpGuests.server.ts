import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import { minute, second } from "#app/models/durations.ts";
import { isSmtpUnavailable, type SmtpConnection } from "#emails/smtp/smtp.server.ts";
import { liveSenders } from "./senderProcesses.server.ts";

/** Milliseconds that a single mail waits for a connection; senders look for guests each second. */
const patience = 20 * second;
/** Milliseconds between two tries: a connection that a sender gives up is free for a moment only, at some servers. */
const betweenTries = 200;

/**
 * Opens a connection for a single mail from a process that is no sender. Where the server's reply refuses it, each sender
 * does without one of its own until this one is closed, or twenty seconds are over.
 * @throws SmtpUnavailable as the server said, when there was none even then
 */
export async function openAsGuest(context: Context): Promise<SmtpConnection> {
  try {
    return await context.smtp.open();
  } catch (error) {
    if (!isFull(error) || (await liveSenders(context)).every(({ connections }) => connections === 0)) throw error;
    return await openInTurn(context);
  }
}

/** True while somebody waits for a connection to this server, or has one for a single mail. */
export async function hasGuests(context: Context): Promise<boolean> {
  const now = context.clock();
  const guest = await context.db
    .selectFrom("smtp_guests")
    .select("id")
    .where("server", "=", context.smtp.server)
    .where("until", ">", now)
    // By the clock of a host that is far ahead it would be for ever.
    .where("until", "<", now + minute)
    .executeTakeFirst();
  return guest !== undefined;
}

async function openInTurn(context: Context): Promise<SmtpConnection> {
  const id = randomUUID();
  const ended = performance.now() + patience;
  const leave = () => context.db.deleteFrom("smtp_guests").where("id", "=", id).execute();
  await context.db.deleteFrom("smtp_guests").where("until", "<", context.clock()).execute();
  const guest = { id, server: context.smtp.server, until: context.clock() + patience };
  await context.db.insertInto("smtp_guests").values(guest).execute();
  try {
    for (;;) {
      await sleep(betweenTries);
      const line = await context.smtp.open().catch((error: unknown) => {
        if (!isFull(error) || performance.now() > ended) throw error;
      });
      if (line) return { ...bound(line), close: () => void (line.close(), leave().catch(() => {})) };
    }
  } catch (error) {
    await leave();
    throw error;
  }
}

function bound(line: SmtpConnection): Omit<SmtpConnection, "close"> {
  return {
    handOver: (message) => line.handOver(message),
    usable: () => line.usable(),
    answered: () => line.answered(),
  };
}

/** A reply that refuses the connection; a refused login is no matter of number. */
function isFull(error: unknown): boolean {
  return isSmtpUnavailable(error) && error.code !== null && !error.lasting;
}
