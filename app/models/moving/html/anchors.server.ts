import { slugify } from "#app/models/slugs.ts";
import { linkAddress } from "./addresses.ts";
import type { Reading } from "./reading.server.ts";
import { below, wordsBelow, type ForeignElement } from "./tree.server.ts";

const headings = /^h[1-6]$/;

/**
 * Returns the words of the heading that each name of a page leads to: its own, those that programs make of its words, and
 * those of elements before it or below it.
 */
export function anchorsIn(root: ForeignElement): Map<string, string> {
  const anchors = new Map<string, string>();
  const waiting: string[] = [];
  let last = "";
  const keep = (name: string, words: string) => void (name === "" || anchors.has(name) || anchors.set(name, words));
  for (const node of below(root)) {
    if (typeof node === "string") continue;
    const own = [node.attributes.id, node.name === "a" ? node.attributes.name : undefined].filter((one) => one);
    if (headings.test(node.name)) {
      last = wordsBelow(node);
      for (const name of [...own, ...waiting.splice(0), last, slugify(last)]) keep(nameIn(name!), last);
    } else if (wordsBelow(node) === "") waiting.push(...(own as string[]));
    else for (const name of own) keep(nameIn(name!), last);
  }
  // Behind the last heading there is none to come.
  for (const name of waiting) keep(nameIn(name), last);
  return anchors;
}

/** Returns where a link leads by now, null for nowhere; `isStraight`: a counter of other sites was left out. */
export function leadsTo(one: ForeignElement, href: string, { base, link, anchors, notes }: Reading) {
  const known = linkAddress(href, base);
  if (!link || href.trim() === "" || known?.isStraight) return known;
  const typed = href.trim().startsWith("#") ? `#${anchors.get(fragmentOf(href)) ?? ""}` : (known?.href ?? href);
  const there = link(typed, wordsBelow(one), notes.line);
  return there === null ? null : { href: there, isStraight: false };
}

function fragmentOf(href: string): string {
  return nameIn(href.trim().replace(/^#/, ""));
}

/** Programs make `the-end` of “The end!” in several ways. */
function nameIn(name: string): string {
  let plain = name;
  try {
    plain = decodeURIComponent(name);
  } catch {
    // It stands as it is.
  }
  return slugify(plain) || plain;
}
