import { countOf } from "#app/models/fields.server.ts";

/** A counted link of a mail, in its order; `people`: how often people clicked it. */
type NumberedLink = { href: string; people: number };

/** Links, and comments, in which some programs find links that others do not have. */
const anchors = /<!--[\s\S]*?-->|<a\b[^>]*?\shref="([^"]*)"[^>]*>/gi;

const badge =
  "position:absolute;z-index:9;transform:translate(-35%,-65%);min-width:12px;padding:0 6px;border:2px solid #17202b;" +
  "border-radius:999px;font:700 12px/18px sans-serif;letter-spacing:0;text-align:center;text-decoration:none;white-space:nowrap";
const full = `${badge};background:#17202b;color:#ffffff`;
const hollow = `${badge};background:#ffffff;color:#17202b`;

/**
 * Lays a number over each counted link of a mail, without moving anything of it.
 * @param links in the order of the mail; a link that the mail has beside these, like the one to leave, stays as it is
 */
export function numberedMail(html: string, links: NumberedLink[]): string {
  const waiting = Map.groupBy(links, ({ href }) => href);
  return html.replace(anchors, (anchor, href: string | undefined) => {
    const link = href === undefined ? undefined : waiting.get(unescaped(href))?.shift();
    if (!link) return anchor;
    const says = `${countOf(link.people, "click")} by people`;
    const number = link.people.toLocaleString("en");
    return `<span role="img" aria-label="${says}" title="${says}" style="${link.people > 0 ? full : hollow}">${number}</span>${anchor}`;
  });
}

const signs: Record<string, string> = { "&amp;": "&", "&quot;": '"', "&#39;": "'", "&lt;": "<", "&gt;": ">" };

function unescaped(href: string): string {
  return href.replace(/&(amp|quot|#39|lt|gt);/g, (sign) => signs[sign]!);
}
