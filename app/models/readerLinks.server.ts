import { inTransaction, type Context } from "../context.server.ts";
import { parseAddress } from "./addresses.server.ts";
import { enqueueLetter } from "./letters.server.ts";
import { firstList } from "./lists.server.ts";
import { networkOf, withinLimit } from "./throttles.server.ts";
import { openToken, sealToken } from "./tokens.server.ts";

const hour = 3_600_000;
const day = 24 * hour;

/** A fresh link opens everything for so long. */
export const freshHours = 1;

/** Whoever holds the link to a reader's page. */
export type Reader = { id: number; email: string; name: string; suppressed: boolean };
/**
 * `freshUntil` is null for whom a forwarded mail may have brought here: they see no address and no name, and cannot
 * take, move or erase anything.
 */
export type LinkedReader = Reader & { freshUntil: number | null };

/**
 * The address of a reader's own page, for the foot of a mail to them, which may be forwarded. It works until the reader is erased, or has another address.
 * @param at the time the mail bears: the same on every retry, so that the mail is too
 */
export function readerUrl(context: Context, subscriberId: number, at: number): string {
  return `${context.config.appUrl}/reader/${sealToken(context, "reader", [subscriberId, at])}`;
}

/** The same for the mail that a reader asked for: for `freshHours` it shows that they have the mailbox now. */
export function freshReaderUrl(context: Context, subscriberId: number, at: number): string {
  return `${context.config.appUrl}/reader/${sealToken(context, "fresh reader", [subscriberId, at])}`;
}

/** @returns whose page a token is for; `erased` when nothing of them is left; null for whatever is not whole, ours and still good */
export async function openReader(context: Context, token: string): Promise<LinkedReader | "erased" | null> {
  const fresh = openToken(context, "fresh reader", token);
  const [id, at, ...more] = fresh ?? openToken(context, "reader", token) ?? [];
  if (!id || at === undefined || more.length > 0) return null;
  const row = await context.db
    .selectFrom("subscribers")
    .select(["email", "name", "suppressed_at", "erased_at", "links_from"])
    .where("id", "=", id)
    .executeTakeFirst();
  if (row?.erased_at) return "erased";
  if (!row || at < row.links_from) return null;
  const until = at + freshHours * hour;
  const freshUntil = fresh && context.clock() < until ? until : null;
  return { id, email: row.email, name: row.name, suppressed: row.suppressed_at !== null, freshUntil };
}

/**
 * Mails the link to their page to a reader who lost it: at most once a day, whoever asks. The caller says the same to
 * everyone, and the work is one commit for every address, known or not (C-06).
 * @param email already passed `parseAddress`
 */
export async function askForLink(context: Context, email: string, ip: string): Promise<void> {
  const address = parseAddress(email);
  if ("error" in address) return;
  await inTransaction(context, async (context) => {
    const calm = await withinLimit(context, "reader-link-network", networkOf(ip), 20, hour);
    const first = await withinLimit(context, "reader-link", address.key, 1, day);
    const list = await firstList(context);
    const reader = await context.db
      .selectFrom("subscribers")
      .select("id")
      .where("email_key", "=", address.key)
      .where("suppressed_at", "is", null)
      .executeTakeFirst();
    if (calm && first && list && reader) await enqueueLetter(context, "reader-link", reader.id, list.id);
  });
}

/** Mails a fresh link to whom a page is of; at most three a day, because a forwarded mail opens the page too (C-22). */
export async function askForFreshLink(context: Context, reader: Reader): Promise<void> {
  await inTransaction(context, async (context) => {
    const calm = await withinLimit(context, "fresh-link", String(reader.id), 3, day);
    const list = await firstList(context);
    if (calm && list && !reader.suppressed) await enqueueLetter(context, "reader-link", reader.id, list.id);
  });
}
