import type { Context } from "#app/context.server.ts";
import { forwarded, withWord } from "#app/models/joinSources.ts";
import { issuePath } from "#app/models/sitePaths.ts";
import { linksIn, withHiddenLink, withTargets, type MailLink } from "#emails/message/mailLinks.server.ts";
import { markers } from "#emails/message/markers.server.ts";
import { signLink } from "./linkAddresses.server.ts";

/** The HTML of a mail with its markers. `number`: of its issue, else null. */
export type PlainMail = { html: string; marker_key: string; number: number | null };

/** The number of the link that people cannot see; it leads home. */
export const hiddenLink = 0;

/** Characters: some mail programs take no longer address. A link that would be longer stays as it was written, uncounted. */
const longestAddress = 2000;

/** Own pages that mails lead to for the sake of the reader or of somebody to whom it was forwarded, and the doors behind tokens: nobody is counted there. */
const ownPages = ["/", "/issues", "/privacy", "/about", "/reader", "/unsubscribe", withWord("/subscribe", forwarded)];
const ownDoors = /^\/(desk|confirm|unsubscribe|with|one-click|reader|address|draft|test-mail|answer|l)\//;

/**
 * Lists the links of a mail that are counted, in its order: those to pages, on the site or elsewhere. Never those to leave, to
 * preferences, to the archive or the mail’s own page, `mailto:`, `tel:`, and places within the mail (C-20).
 */
export function countableLinks(context: Context, { html, marker_key, number }: PlainMail): MailLink[] {
  return linksIn(html).filter(({ href }) => {
    if (!/^https?:\/\//i.test(href) || href.includes(marker_key)) return false;
    const path = href.startsWith(context.config.appUrl) ? href.slice(context.config.appUrl.length) || "/" : null;
    if (path === null) return addressLength(context, href) <= longestAddress;
    const isOwn = ownPages.includes(path) || ownDoors.test(path) || (number !== null && path === issuePath(number));
    return !isOwn && addressLength(context, href) <= longestAddress;
  });
}

/** As it would be with the largest numbers. */
function addressLength({ config }: Context, href: string): number {
  const bytes = 12 + 12 + Buffer.byteLength(href);
  return `${config.appUrl}/l//`.length + 20 + Math.ceil((bytes * 4) / 3);
}

/**
 * Returns the mail’s HTML with counted addresses in the places of its links; one that `numberOf` does not know stays as it is. The
 * reader’s part of them is a marker, which is filled in for each reader.
 * @param numberOf a link’s number by its target, and how often that has come before
 */
export function countedHtml(
  context: Context,
  mail: PlainMail,
  editionId: number,
  numberOf: (href: string, before: number) => number | null,
): string {
  const reader = `${context.config.appUrl}/l/${markers(mail.marker_key).counted}/`;
  const seen = new Map<string, number>();
  const links = countableLinks(context, mail);
  const addresses = links.map(({ href }) => {
    const before = seen.get(href) ?? 0;
    seen.set(href, before + 1);
    const n = numberOf(href, before);
    return n === null ? null : reader + signLink(context, { editionId, n, target: href });
  });
  const target = `${context.config.appUrl}/`;
  const hidden = reader + signLink(context, { editionId, n: hiddenLink, target });
  return withHiddenLink(withTargets(mail.html, links, addresses), hidden);
}

/** An id as long as any: what a mail weighs is known before its edition has one. */
const longestId = 2 ** 31 - 1;

/** Returns the mail’s HTML as it would be counted, to weigh it. */
export function weighedHtml(context: Context, mail: PlainMail): string {
  return countedHtml(context, mail, longestId, () => longestId);
}
