import { inTransaction, type Context } from "#app/context.server.ts";
import { parseAddress } from "#app/models/addresses.server.ts";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { hour, day } from "#app/models/durations.ts";
import { countAttempt, networkOf, withinLimit } from "#app/models/rateLimits.server.ts";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";
import { firstList } from "./lists.server.ts";
import { newFormToken, openFormToken, redeemFormToken } from "./sign-up/formTokens.server.ts";
import { isSolved, newChallenge } from "./sign-up/proofOfWork.server.ts";

/** A short-lived link opens everything for this many hours. */
export const shortLivedHours = 1;

/** The reader whose page a link opens. */
export type ReaderOfLink = { id: number; email: string; name: string; suppressed: boolean };
/**
 * `freshUntil` is null for an ordinary link, because its mail may have been forwarded. Such a visitor sees no address
 * and no name, and cannot export, move or erase anything.
 */
export type LinkedReader = ReaderOfLink & { freshUntil: number | null };

/**
 * Returns the URL of a reader's own page for the footer of a mail, which may be forwarded. It works until the reader is
 * erased or changes address.
 * @param at milliseconds, the Date of the mail: the same on every retry, so that the mail is the same too
 */
export function readerUrl(context: Context, subscriberId: number, at: number): string {
  return `${context.config.appUrl}/reader/${signToken(context, "reader", [subscriberId, at])}`;
}

/**
 * Like `readerUrl`, for the mail that a reader requested. For `shortLivedHours` it proves that they can read the
 * mailbox.
 */
export function shortLivedReaderUrl(context: Context, subscriberId: number, at: number): string {
  return `${context.config.appUrl}/reader/${signToken(context, "fresh reader", [subscriberId, at])}`;
}

/**
 * @returns the reader whose page a token opens; `erased` when the reader was erased; null for an invalid or outdated
 * token
 */
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
  const until = at + shortLivedHours * hour;
  const freshUntil = fresh && context.clock() < until ? until : null;
  return { id, email: row.email, name: row.name, suppressed: row.suppressed_at !== null, freshUntil };
}

/**
 * Link requests of one network in an hour: without a challenge, with a proof of work each, and with a button press
 * alone.
 */
const linksOf = { free: 20, proven: 200, pressed: 5 };

/** The fields of the second page's form; empty strings from the first page. */
type Pressed = { form: string; proof: string };
/**
 * `sent`: the mail is queued if the address is a reader's. `press-needed`: a button press with a proof of work is
 * missing. `busy`: over the limit.
 */
type RequestedLink = { sent: true } | { error: "busy" } | { error: "press-needed"; form: string; challenge: string };

/**
 * Mails the link to their page to a reader who lost it, at most once a day. The caller answers the
 * same to everyone, and the work is one commit for every address, known or not (C-06).
 * @param email already passed `parseAddress`
 */
export async function requestLink(
  context: Context,
  email: string,
  ip: string,
  pressed: Pressed = { form: "", proof: "" },
): Promise<RequestedLink> {
  const address = parseAddress(email);
  if ("error" in address) return { sent: true };
  const requests = await countAttempt(context, "reader-link-network", networkOf(ip), hour);
  if (requests > linksOf.proven) return { error: "busy" };
  if (requests > linksOf.free) {
    const letIn = await isLetIn(context, address.email, networkOf(ip), pressed);
    if (letIn === "busy") return { error: "busy" };
    if (letIn === "no") {
      const form = newFormToken(context, "press");
      const challenge = await newChallenge(context, form, Math.log2(requests / linksOf.free));
      return { error: "press-needed", form, challenge };
    }
  }
  await mailLink(context, address.key);
  return { sent: true };
}

/** A form is valid for one address. Without a proof (a browser without JavaScript) only a few are accepted. */
async function isLetIn(
  context: Context,
  email: string,
  network: string,
  { form, proof }: Pressed,
): Promise<"yes" | "no" | "busy"> {
  const token = openFormToken(context, form);
  if (token?.step !== "press" || token.tooFast) return "no";
  const isProven = await isSolved(context, proof, form);
  if (!isProven && !(await withinLimit(context, "reader-link-plain", network, linksOf.pressed, hour))) return "busy";
  return (await redeemFormToken(context, token, email)) === "spent" ? "no" : "yes";
}

async function mailLink(context: Context, key: string): Promise<void> {
  await inTransaction(context, async (context) => {
    const first = await withinLimit(context, "reader-link", key, 1, day);
    const list = await firstList(context);
    const reader = await context.db
      .selectFrom("subscribers")
      .select("id")
      .where("email_key", "=", key)
      .where("suppressed_at", "is", null)
      .executeTakeFirst();
    if (first && list && reader) await enqueueTransactional(context, "reader-link", reader.id, list.id);
  });
}

/**
 * Mails a short-lived link to the reader whose page is open; at most three a day, because a forwarded mail opens the
 * page too (C-22).
 * @returns false when the limit is reached, or the reader is suppressed
 */
export async function requestShortLivedLink(context: Context, reader: ReaderOfLink): Promise<boolean> {
  return inTransaction(context, async (context) => {
    const calm = await withinLimit(context, "fresh-link", String(reader.id), 3, day);
    const list = await firstList(context);
    if (!calm || !list || reader.suppressed) return false;
    await enqueueTransactional(context, "reader-link", reader.id, list.id);
    return true;
  });
}
