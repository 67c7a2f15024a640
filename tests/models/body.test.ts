import { getSchema } from "@tiptap/core";
import type { Schema } from "prosemirror-model";
import { describe, expect, test } from "vitest";
import { linkTyped } from "#app/components/desk/richtext/links.ts";
import { richTextExtensions } from "#app/components/desk/richtext/nodes.ts";
import { bodySchema, parseBody } from "#app/models/body.server.ts";
import { bodyLength, emptyBody, plainBody, type Body } from "#app/models/body.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { growth } from "../support/work.ts";

const doc = (...content: unknown[]) => JSON.stringify({ type: "doc", content });
const paragraph = (text: string, marks: unknown[] = []) => ({
  type: "paragraph",
  content: [{ type: "text", text, ...(marks.length > 0 ? { marks } : {}) }],
});
const link = (href: string) => ({ type: "link", attrs: { href } });
const image = { src: `/images/${"0a".repeat(16)}.jpg`, alt: "A robot", width: 640, height: 360 };

describe("the desk's editor and the check of the server", () => {
  const tiptap = getSchema(richTextExtensions("en"));

  test("know the same nodes, with the same attributes and the same content", () => {
    expect(nodesOf(tiptap)).toEqual(nodesOf(bodySchema));
  });

  test("know the same marks in the same order, with the same attributes", () => {
    expect(marksOf(tiptap)).toEqual(marksOf(bodySchema));
  });

  test("take each other's documents", () => {
    const body = parseBody(everything);
    expect("body" in body).toBe(true);
    const node = tiptap.nodeFromJSON((body as { body: Body }).body);
    node.check();
    expect(parseBody(JSON.stringify(node.toJSON()))).toEqual(body);
  });
});

test("a body is as long as its words, whatever marks and line breaks stand between them", () => {
  const { body } = bodyFromMarkdown("A few **words**, and\nmore.\n\n".repeat(400)) as { body: Body };
  expect(bodyLength(body)).toEqual({ words: 2000, minutes: 9 });
  expect(bodyLength(emptyBody)).toEqual({ words: 0, minutes: 1 });
});

test("the plain words of a body are what ProseMirror reads in it, blocks apart and small letters small", () => {
  const { body } = parseBody(everything) as { body: Body };
  const node = bodySchema.nodeFromJSON(body);
  const small = { raised: "ʳᵃⁱˢᵉᵈ".normalize("NFC"), lowered: "_(lowered)" };
  const read = node.textBetween(0, node.content.size, "\n", " ");
  const notes = read.replace("in a note", "") + "\nin a note";
  expect(plainBody(body)).toBe(notes.replace("raised", small.raised).replace("lowered", small.lowered));
});

const cell = (type: string, text: string, align: string | null = null) => ({
  type,
  attrs: { align, colspan: 1, rowspan: 1, colwidth: null },
  content: [paragraph(text)],
});

const everything = doc(
  { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "Heading" }] },
  paragraph("bold, italic and linked", [link("https://example.org/a"), { type: "bold" }, { type: "italic" }]),
  paragraph("raised", [{ type: "bold" }, { type: "superscript" }]),
  paragraph("lowered", [{ type: "subscript" }]),
  { type: "blockquote", content: [paragraph("said")] },
  { type: "bulletList", content: [{ type: "listItem", content: [paragraph("point")] }] },
  {
    type: "orderedList",
    attrs: { start: 3, type: null },
    content: [{ type: "listItem", content: [paragraph("three")] }],
  },
  { type: "codeBlock", attrs: { language: "ts" }, content: [{ type: "text", text: "const a = 1;\nb();" }] },
  { type: "image", attrs: image },
  { type: "horizontalRule" },
  {
    type: "table",
    attrs: { caption: "" },
    content: [
      { type: "tableRow", content: [cell("tableHeader", "Port"), cell("tableHeader", "Boats")] },
      { type: "tableRow", content: [cell("tableCell", "Oslo"), cell("tableCell", "12", "right")] },
    ],
  },
  { type: "callout", attrs: { kind: "warning" }, content: [paragraph("ice")] },
  { type: "pullQuote", attrs: { by: "" }, content: [paragraph("the sea")] },
  { type: "button", attrs: { label: "", href: "" } },
  {
    type: "paragraph",
    content: [
      { type: "text", text: "noted" },
      { type: "footnote", content: [{ type: "text", text: "in a note" }] },
    ],
  },
  { type: "paragraph", content: [{ type: "text", text: "one" }, { type: "hardBreak" }, { type: "text", text: "two" }] },
);

/** Group names differ (Tiptap groups its lists); what may stand where does not. */
function nodesOf(schema: Schema) {
  const samples = Object.keys(schema.nodes).sort();
  return samples.map((name) => {
    const { spec, isBlock, isInline, isAtom } = schema.nodes[name]!;
    const match = schema.nodes[name]!.contentMatch;
    return {
      name,
      attributes: Object.keys(spec.attrs ?? {}).sort(),
      isBlock,
      isInline,
      isAtom,
      begins: samples.filter((child) => match.matchType(schema.nodes[child]!)),
      mayBeEmpty: match.validEnd,
    };
  });
}

function marksOf(schema: Schema) {
  return Object.entries(schema.marks).map(([name, mark]) => [name, Object.keys(mark.spec.attrs ?? {})]);
}

function table(attrs: object, held: unknown = paragraph("x")) {
  return { type: "table", content: [{ type: "tableRow", content: [{ type: "tableCell", attrs, content: [held] }] }] };
}

const paragraphWith = (inline: unknown) => ({ type: "paragraph", content: [inline] });

const hostileLinks = [
  "javascript:alert(1)",
  "JaVaScRiPt:alert(1)",
  "java\tscript:alert(1)",
  "\u0001javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "vbscript:x",
  "file:///etc/passwd",
  "//evil.example",
  "/relative",
  "#anchor",
  "https://user:password@example.org",
  "https://exa mple.org",
  "https://",
  "https://example.org/\u2028",
  `https://example.org/${"a".repeat(2000)}`,
];

describe("a document from the desk", () => {
  test.each(hostileLinks)("is refused with a link to %j (S-09)", (href) => {
    expect(parseBody(doc(paragraph("text", [link(href)])))).toHaveProperty("error");
  });

  test.each([
    ["a script", { type: "script", content: [{ type: "text", text: "alert(1)" }] }],
    ["raw HTML", { type: "html", attrs: { html: "<img src=x onerror=alert(1)>" } }],
    ["a heading of the first level", { type: "heading", attrs: { level: 1 } }],
    ["a picture from elsewhere", { type: "image", attrs: { ...image, src: "https://evil.example/x.png" } }],
    ["a picture that breaks out of its path", { type: "image", attrs: { ...image, src: "/images/../x.jpg" } }],
    ["a picture without words for it", { type: "image", attrs: { ...image, alt: null } }],
    ["a picture of a width that is no number", { type: "image", attrs: { ...image, width: '1" onload="x' } }],
    ["a mark of another name", paragraph("x", [{ type: "style", attrs: { style: "x" } }])],
    ["a table without rows", { type: "table", content: [] }],
    ["a cell over two columns", table({ colspan: 2 })],
    ["a cell aligned by a style", table({ align: "left;color:red" })],
    ["a list in a cell", table({}, { type: "bulletList", content: [] })],
    ["a list without items", { type: "bulletList", content: [] }],
    ["a text without text", { type: "paragraph", content: [{ type: "text", text: "" }] }],
    ["a callout of another kind", { type: "callout", attrs: { kind: "x" }, content: [paragraph("x")] }],
    ["a pull quote with a list", { type: "pullQuote", content: [{ type: "horizontalRule" }] }],
    ["a footnote in a footnote", paragraphWith({ type: "footnote", content: [{ type: "footnote" }] })],
    ["a footnote beside paragraphs", { type: "footnote", content: [{ type: "text", text: "x" }] }],
    ["a picture of another size", { type: "image", attrs: { ...image, size: "huge" } }],
    ["nothing of its own", null],
  ])("is refused with %s (STANDARDS 8, no. 21)", (_what, block) => {
    expect(parseBody(doc(block))).toHaveProperty("error");
  });

  test.each([["no JSON"], [""], ["null"], ["[]"], ['{"type":"paragraph"}'], ['{"type":"doc"}'], ['{"__proto__":{}}']])(
    "is refused when it is %s",
    (json) => {
      expect(parseBody(json)).toHaveProperty("error");
    },
  );

  test("keeps hostile words as the words they are (STANDARDS 8, nos. 21 to 23)", () => {
    const words = '</mj-text><script>alert(1)</script> {{x}} %recipient% --><!-- <img src=x onerror="y">';
    const parsed = parseBody(doc(paragraph(words))) as { body: Body };
    expect(plainBody(parsed.body)).toBe(words);
  });

  test("loses attributes that are none of ours", () => {
    const block = { ...paragraph("text"), attrs: { style: "color:red", onclick: "x" }, extra: 1 };
    expect(parseBody(doc(block))).toEqual({ body: { type: "doc", content: [paragraph("text")] } });
  });

  test("loses hidden signs, which would break a feed (STANDARDS 8, no. 40)", () => {
    const parsed = parseBody(doc(paragraph("a\u0000b\u001bc\ud800d"))) as { body: Body };
    expect(plainBody(parsed.body)).toBe("abc\ufffdd");
  });

  const word = (length: number) => parseBody(doc(paragraph("x".repeat(length))));

  test("of two megabytes or twenty thousand levels is refused at once (STANDARDS 8, no. 25)", async () => {
    expect(word(2_000_000)).toHaveProperty("error");
    expect(await growth(word, 2_000_000)).toBeLessThan(12);
    const deep = (levels: number) => {
      const open = '{"type":"blockquote","content":['.repeat(levels);
      return parseBody(`{"type":"doc","content":[${open}${"]}".repeat(levels)}]}`);
    };
    expect(deep(20_000)).toHaveProperty("error");
    expect(await growth(deep, 20_000)).toBeLessThan(12);
  });

  test("of one word of half a million letters, or of thousands of links, takes no more time than it is longer", async () => {
    expect(word(500_000)).toHaveProperty("body");
    expect(await growth(word, 500_000)).toBeLessThan(12);
    const links = (count: number) =>
      parseBody(doc(...Array.from({ length: count }, () => paragraph("x", [link("https://example.org")]))));
    expect(links(4000)).toHaveProperty("body");
    expect(await growth(links, 4000)).toBeLessThan(12);
  });
});

describe("an address typed into the link dialog", () => {
  test.each([
    ["example.org/report", "https://example.org/report"],
    [" https://example.org ", "https://example.org"],
    ["example.org:8080/x", "https://example.org:8080/x"],
    ["ana@example.org", "mailto:ana@example.org"],
    ["mailto:ana@example.org", "mailto:ana@example.org"],
  ])("%j leads to %j", (typed, href) => {
    expect(linkTyped(typed)).toEqual({ href });
  });

  test.each([
    ["javascript:alert(1)", "refused"],
    ["JavaScript:alert(1)", "refused"],
    ["data:text/html,x", "refused"],
    ["ftp://example.org", "refused"],
    ["report", "no-address"],
    ["", "no-address"],
    ["two words.org", "no-address"],
    ["https://ana:secret@example.org", "no-address"],
  ])("%j is none: %s", (typed, error) => {
    expect(linkTyped(typed)).toEqual({ error });
  });
});
