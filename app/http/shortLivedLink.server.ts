import type { Context } from "#app/context.server.ts";
import { messagesIn, type Messages } from "#app/i18n/messages.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { openReader, shortLivedHours, type LinkedReader } from "#app/models/readers/links.server.ts";
import { orNotFound } from "./params.server.ts";

/** The page for visitors without a short-lived link. */
type ClosedPage =
  | { state: "dead"; title: string }
  | { state: "erased"; title: string }
  | {
      /** An ordinary link: its mail may have been forwarded. */
      state: "stale";
      title: string;
      /** Masked. */
      email: string;
      suppressed: boolean;
      hours: number;
      contact: string;
      /** The reader's own page. */
      path: string;
    };

type OpenPage = { reader: LinkedReader; words: Messages; titled(title: string): string; path: string };

/**
 * Opens a reader's link for pages that need a short-lived one: their data, and erasure.
 * @returns the reader; or the page that says why not, with its HTTP status
 */
export async function openShortLivedLink(
  context: Context,
  token: string,
): Promise<OpenPage | { closed: ClosedPage; status: number }> {
  const { name, language, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const titled = (title: string) => `${title} · ${name}`;
  const path = `/reader/${token}`;
  const reader = await openReader(context, token);
  if (!reader) return { closed: { state: "dead", title: titled(words("errors.deadLink")) }, status: 404 };
  if (reader === "erased")
    return { closed: { state: "erased", title: titled(words("reader.erase.doneTitle")) }, status: 410 };
  if (reader.freshUntil !== null) return { reader, words, titled, path };
  const { suppressed } = reader;
  const contact = replyTo ?? fromAddress;
  const about = { email: maskAddress(reader.email), suppressed, hours: shortLivedHours, contact, path };
  return { closed: { state: "stale", title: titled(words("reader.fresh.title")), ...about }, status: 403 };
}
