import { isPublic } from "#app/models/safeFetch.server.ts";
import type { Found, IssueCheck, PreflightFacts } from "./check.server.ts";
import { withoutTracking, trackingIn } from "./linkParameters.server.ts";
import type { LinkUse } from "./linkUses.server.ts";
import { mended, type Mend } from "./mends.ts";
import { named } from "./spots.server.ts";

const inLinks = { place: "links", level: "advisory" } as const;

/** Checks of every link that readers may follow. */
export const linkChecks = {
  "here-link": ofEachLink("Links say where they lead.", ({ words }) =>
    isBare(words) ? `The link “${words}” does not say where it leads; whoever hears links alone hears only that` : null,
  ),
  "address-as-words": ofEachLink("No link is shown as its address.", ({ words }) =>
    /^https?:\/\/\S{30,}$/i.test(words)
      ? `A link is shown as its address, “${shortenedLink(words)}”: screen readers spell it`
      : null,
  ),
  "same-words-links": {
    ...inLinks,
    asks: "Links with the same words lead to the same page.",
    find: ({ links }) => {
      const first = new Map<string, LinkUse>();
      return links.flatMap((link): Found[] => {
        const words = link.words.toLowerCase();
        const before = first.get(words);
        if (!before) first.set(words, link);
        if (!before || words === "" || isBare(words) || sameTarget(before.href, link.href)) return [];
        const where = `${shortenedLink(before.href)} and to ${shortenedLink(link.href)}`;
        return [{ at: link.at, why: `“${link.words}” leads to ${where}: readers cannot tell the two apart.` }];
      });
    },
  },
  "http-link": ofEachLink("Links use https.", ({ href }) =>
    /^http:/i.test(href) && !isLocal(hostOf(href))
      ? `The link to ${shortenedLink(href)} is http: whoever is on the way can read and change what it shows`
      : null,
  ),
  "local-link": ofEachLink("No link leads to a machine of your own.", ({ href }) =>
    isLocal(hostOf(href)) ? `The link to ${shortenedLink(href)} works only where it was written` : null,
  ),
  "staging-link": ofEachLink("No link leads to a staging site.", ({ href }) =>
    isStaging(href) ? `The link to ${shortenedLink(href)} leads to a site that is not for readers yet` : null,
  ),
  "draft-link": ofEachLink("No link leads to a draft, an editor or a desk.", ({ href }, { appUrl }) =>
    isDraft(href, appUrl)
      ? `The link to ${shortenedLink(href)} leads to an editor or a preview, which readers cannot open`
      : null,
  ),
  "session-link": ofEachLink("No link has somebody's session in it.", ({ href }) => {
    const key = secretIn(href);
    return key
      ? `The link to ${shortenedLink(href)} has “${key}” in it, which may let readers in as whoever copied it`
      : null;
  }),
  "tracking-link": ofEachLink(
    "No link has tracking parameters in it.",
    ({ href }) => {
      const [first] = trackingIn(href);
      return first
        ? `The link to ${shortenedLink(href)} has a tracking parameter of where it was copied (${first})`
        : null;
    },
    ({ href }) => ({ to: withoutTracking(href), label: "Take it out" }),
  ),
  "short-link": ofEachLink("No link hides where it leads.", ({ href }) =>
    shorteners.has(hostOf(href))
      ? `The link ${shortenedLink(href)} hides where it leads; filters distrust such links, as spam uses them`
      : null,
  ),
  "mail-link": ofEachLink("Links to addresses have a whole address.", ({ href }) =>
    /^mailto:/i.test(href) && !/^mailto:[^@\s?]+@[^@\s?]+\.[^@\s?]{2,}(\?|$)/i.test(href)
      ? `“${href}” is not a whole address`
      : null,
  ),
} satisfies Record<string, IssueCheck>;

/**
 * @param find what is wrong with one link, a sentence without its end; each address is said once a spot
 * @param change the address that it should have
 */
export function ofEachLink(
  asks: string,
  find: (link: LinkUse, facts: PreflightFacts) => string | null,
  change?: (link: LinkUse, facts: PreflightFacts) => { to: string; label: string },
): IssueCheck {
  return {
    ...inLinks,
    asks,
    find: (facts) => {
      const said = new Set<string>();
      return facts.links.flatMap((link): Found[] => {
        const why = find(link, facts);
        const key = `${link.at.kind} ${link.at.id} ${why}`;
        if (!why || said.has(key)) return [];
        said.add(key);
        const mend = change && mendAt(link, change(link, facts), facts);
        return [{ at: link.at, why: `${why}, in ${named(link.at)}.`, about: link.href, ...(mend && { mend }) }];
      });
    },
  };
}

function mendAt({ at: { kind }, href }: LinkUse, change: Pick<Mend, "to" | "label">, { issue }: PreflightFacts) {
  if (kind !== "intro" && kind !== "outro") return undefined;
  const mend: Mend = { spot: kind, kind: "link", from: href, ...change };
  return Object.keys(mended(issue, mend)).length > 0 ? mend : undefined;
}

/** Words that say nothing without their sentence, in every language that we have. */
const bare = new Set([
  ...["here", "click here", "this", "this link", "link", "more", "read more", "learn more", "see more", "details"],
  ...["continue", "continue reading", "go", "see here", "find out more", "this page", "this article"],
  ...["hier", "hier klicken", "klicken sie hier", "klick hier", "mehr", "mehr lesen", "weiterlesen", "weiter"],
  ...["mehr erfahren", "dieser link", "dieser artikel"],
  ...["ici", "cliquez ici", "cliquer ici", "lire", "lire plus", "lire la suite", "en savoir plus", "plus", "ce lien"],
  ...["aquí", "aqui", "haga clic aquí", "haz clic aquí", "clic aquí", "leer más", "más", "ver más", "este enlace"],
  ...["هنا", "اضغط هنا", "انقر هنا", "المزيد", "اقرأ المزيد", "هذا الرابط"],
]);

/** True for words that do not say where a link leads. */
function isBare(words: string): boolean {
  return bare.has(
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\s]/gu, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

/** Returns an address as short as it can be told apart. */
export function shortenedLink(href: string): string {
  const plain = href.replace(/^(https?:\/\/|mailto:)(www\.)?/i, "").replace(/\/$/, "");
  return plain.length > 60 ? `${plain.slice(0, 59).toWellFormed()}…` : plain;
}

function sameTarget(one: string, other: string): boolean {
  return withoutTracking(one).replace(/[/#]+$/, "") === withoutTracking(other).replace(/[/#]+$/, "");
}

function hostOf(href: string): string {
  return /^https?:/i.test(href) && URL.canParse(href) ? new URL(href).hostname.replace(/^www\./, "") : "";
}

function isLocal(host: string): boolean {
  if (host === "localhost" || /\.(localhost|local|internal|lan|home|corp|test|invalid)$/.test(host)) return true;
  if (host.startsWith("[") || /^\d+\.\d+\.\d+\.\d+$/.test(host)) return !isPublic(host.replace(/^\[|\]$/g, ""));
  return host !== "" && !host.includes(".");
}

function isStaging(href: string): boolean {
  const host = hostOf(href);
  return (
    /(^|[.-])(staging|stage|preprod|uat|sandbox|qa|dev)([.-]|$)/.test(host.replace(/\.dev$/, "")) ||
    /\.(ngrok(-free)?\.(app|io)|trycloudflare\.com|loca\.lt)$/.test(host)
  );
}

function isDraft(href: string, appUrl: string): boolean {
  const url = URL.parse(href);
  if (!url) return false;
  if (url.origin === new URL(appUrl).origin) return /^\/(desk|draft)(\/|$)/.test(url.pathname);
  if (url.hostname === "docs.google.com") return /\/(edit|copy)(\/|$)/.test(url.pathname);
  return /^\/wp-admin(\/|$)/.test(url.pathname) || /^(true|1)$/.test(url.searchParams.get("preview") ?? "");
}

/** Returns the name of a parameter that is somebody's key, or null. */
function secretIn(href: string): string | null {
  const url = URL.parse(href);
  const inPath = /;(jsessionid|phpsessid|sid)=/i.exec(href)?.[1];
  if (inPath || !url) return inPath ?? null;
  const names = [...url.searchParams].filter(([, value]) => value !== "").map(([name]) => name);
  return (
    names.find((name) =>
      /^(phpsessid|jsessionid|aspsessionid\w*|session_?id|sess(ion)?|sid|auth(_?token)?|access_?token|id_token|api_?key|password|x-amz-signature)$/i.test(
        name,
      ),
    ) ?? null
  );
}

const shorteners = new Set([
  "bit.ly",
  "t.co",
  "tinyurl.com",
  "goo.gl",
  "ow.ly",
  "is.gd",
  "buff.ly",
  "rebrand.ly",
  "cutt.ly",
  "t.ly",
  "shorturl.at",
  "lnkd.in",
  "tiny.cc",
  "rb.gy",
]);
