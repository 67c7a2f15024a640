import type { Context } from "#app/context.server.ts";
import { ask, type Answer } from "./ask.ts";

/** What an address of the site answered, and where the address stood first. */
export type Visited = Answer & { path: string; from: string };

/** Follows every address of ours in whatever is answered, from `starts` on, each once; fragments are left to the pages. */
export async function crawl(context: Context, starts: string[]): Promise<Visited[]> {
  const found = new Map(starts.map((path) => [path, "the start"]));
  const visited: Visited[] = [];
  for (const [path, from] of found) {
    const answer = await ask(context, path);
    visited.push({ ...answer, path, from });
    for (const address of addressesIn(answer, context.config.appUrl + path)) {
      const next = pathOf(address, context.config.appUrl);
      if (next && !found.has(next)) found.set(next, path);
    }
  }
  return visited;
}

/** @returns the path with its question of an address of ours, null for any other */
function pathOf(address: URL, appUrl: string): string | null {
  return address.origin === new URL(appUrl).origin ? address.pathname + address.search : null;
}

function addressesIn(answer: Answer, base: string): URL[] {
  const type = String(answer.headers["content-type"]);
  return textsIn(answer.text, type).flatMap((text) => (URL.canParse(text, base) ? [new URL(text, base)] : []));
}

function textsIn(text: string, type: string): string[] {
  if (type.startsWith("text/html")) return [...attributesIn(text), ...wholeIn(text)];
  if (type.startsWith("text/css")) return [...text.matchAll(/url\("?([^")]+)"?\)/g)].map(([, address]) => address!);
  return /xml|json|text/.test(type) ? wholeIn(text) : [];
}

function attributesIn(html: string): string[] {
  const links = valuesOf(html, "href|src|action");
  const sets = valuesOf(html, "srcset").flatMap((set) => set.split(",").map((one) => one.trim().split(" ")[0]!));
  return [...links, ...sets];
}

/** The values of an attribute wherever it stands in a page. @param name several with `|` between them */
export function valuesOf(html: string, name: string): string[] {
  return [...html.matchAll(new RegExp(` (?:${name})="([^"]*)"`, "gi"))].map(([, value]) => unescaped(value!));
}

/** Addresses that are written whole, as in feeds with HTML in them, in heads and in what is said to machines. */
function wholeIn(text: string): string[] {
  return (text.match(/https?:\/\/(?:(?!&(?:amp;)?(?:quot|lt|gt|#))[^\s"'<>\\)])+/g) ?? []).map(unescaped);
}

/** The text of an attribute or element as it is meant. */
export function unescaped(html: string): string {
  return html
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replace(/&#x27;|&apos;/g, "'")
    .replaceAll("&amp;", "&");
}
