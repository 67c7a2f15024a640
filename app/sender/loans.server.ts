import { setTimeout as sleep } from "node:timers/promises";
import { second } from "#app/models/durations.ts";
import type { Smtp, SmtpConnection } from "#emails/smtp/smtp.server.ts";
import { isSmtpUnavailable } from "#emails/smtp/smtp.server.ts";

/**
 * Connections that carry issues lend themselves for a single mail, between two messages: a server whose connections are
 * all taken by a send would refuse sign-in links and what operators are told.
 */
export type Loans = {
  /** Opens a connection of its own, or borrows one where the server's reply refuses another. */
  smtp: Smtp;
  areAsked(): boolean;
  /** Lends an open connection with nothing in flight to all who wait, one after the other. */
  lend(line: SmtpConnection | null): Promise<void>;
};

/** Milliseconds that a mail waits for a connection; each of a busy sender is free a few times a second. */
const longestWait = 20 * second;

type Asking = { give: (line: SmtpConnection) => void };

/** Long because: its functions share who waits. @param stop ends the waiting: a sender that ends lends nothing more */
export function openLoans(smtp: Smtp, stop: AbortSignal): Loans {
  const asking = new Set<Asking>();

  const borrow = async (refusal: Error): Promise<SmtpConnection> => {
    const given = Promise.withResolvers<SmtpConnection>();
    const one = { give: given.resolve };
    asking.add(one);
    const over = new AbortController();
    const late = sleep(longestWait, null, { ref: false, signal: AbortSignal.any([stop, over.signal]) });
    try {
      const line = await Promise.race([given.promise, late.catch(() => null)]);
      if (!line) throw refusal;
      return line;
    } finally {
      over.abort();
      asking.delete(one);
    }
  };

  return {
    smtp: {
      ...smtp,
      async open() {
        try {
          return await smtp.open();
        } catch (error) {
          const isFull = isSmtpUnavailable(error) && error.code !== null && !error.lasting && !stop.aborted;
          if (!isFull) throw error;
          return borrow(error);
        }
      },
    },
    areAsked: () => asking.size > 0,
    async lend(line) {
      for (const one of asking) {
        if (!line?.usable()) return;
        asking.delete(one);
        await new Promise<void>((returned) => one.give(lent(line, returned)));
      }
    },
  };
}

/** Closing it gives it back. */
function lent(line: SmtpConnection, giveBack: () => void): SmtpConnection {
  return {
    handOver: (message) => line.handOver(message),
    usable: () => line.usable(),
    answered: () => line.answered(),
    close: giveBack,
  };
}
