import { XMLParser, XMLValidator } from "fast-xml-parser";
import { expect } from "vitest";

/** An element as the parser gives it: attributes under `@name`, text under `#text` or as the value. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what is in it, the tests say
export type Element = Record<string, any>;

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  parseTagValue: false,
  trimValues: false,
  isArray: (name) => ["item", "entry", "url", "sitemap", "category", "atom:link", "link"].includes(name),
});

/** Reads XML, and fails when it is not well-formed or holds a sign that XML may not (W-01). */
export function readXml(text: string): Element {
  expect(XMLValidator.validate(text)).toBe(true);
  // The parser is more lenient than XML 1.0 2.2.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/);
  expect(text.isWellFormed()).toBe(true);
  return parser.parse(text) as Element;
}
