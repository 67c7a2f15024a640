import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bodySchema, parseBody } from "#app/models/body.server.ts";
import { bodyInMarkdown, type Block, type Body } from "#app/models/body.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import type { Inline, Mark } from "#app/models/marks.ts";

const inMarkdown = (body: Body) => bodyInMarkdown(body, "https://x.example.org");

function read(markdown: string): Body {
  const parsed = bodyFromMarkdown(markdown, "https://x.example.org");
  if ("error" in parsed) throw new Error(`${parsed.error}: ${JSON.stringify(parsed)}\n${markdown}`);
  return parsed.body;
}

/** A day of an advertisement, or none. */
const someDay = fc.constantFrom("", "", "2026-11-30", "2028-02-29");

/** Words, with every sign that means something somewhere in Markdown. */
const words = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom("port", "Oslo", "10", "é", "السفن", "a", " ", " ", "x y") },
      fc.constantFrom(
        ..."\\`*_{}[]()#+-.!<>&|~^%:$\"'=/",
        ...["**", "~~", "%%", "{%", "{{", "<!--", "-->", "<sup>", "</sup>", "<br>", "&amp;", "1.", "- ", "# ", "---"],
        ...[
          "```",
          "[^1]",
          "^[x]",
          "![a](b)",
          "[a]: b",
          "<b>",
          "https://x.example",
          "\u00a0",
          "| a |",
          "> ",
          "    ",
          "[ ]",
          "[x] ",
          "☐ ",
          "☑",
        ],
      ),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((parts) => parts.join(""));

const marks = fc
  .record({
    link: fc.option(fc.constantFrom("https://x.example/a(b)", "mailto:a@x.example", "https://x.example/?a=b&copy=_c_")),
    bold: fc.boolean(),
    italic: fc.boolean(),
    strike: fc.boolean(),
    script: fc.constantFrom(null, null, "superscript", "subscript"),
    code: fc.boolean(),
  })
  .map(({ link, bold, italic, strike, script, code }): Mark[] => [
    ...(link ? [{ type: "link" as const, attrs: { href: link } }] : []),
    ...(bold ? [{ type: "bold" as const }] : []),
    ...(italic ? [{ type: "italic" as const }] : []),
    ...(strike ? [{ type: "strike" as const }] : []),
    ...(script ? [{ type: script } as Mark] : []),
    ...(code ? [{ type: "code" as const }] : []),
  ]);

const inline: fc.Arbitrary<Inline> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(words, marks).map(([text, given]): Inline => ({ type: "text", text, marks: given })),
  },
  fc.constant<Inline>({ type: "hardBreak" }),
  fc.tuple(words, marks).map(([text, given]): Inline => ({
    type: "footnote",
    content: [{ type: "text", text: text.replace(/\s+/g, " ").trim() || "a", marks: given }],
  })),
);
const line = fc
  .tuple(words, fc.array(inline, { maxLength: 4 }))
  .map(([text, more]): Inline[] => [{ type: "text", text }, ...more]);

const paragraph = line.map((content): Block => ({ type: "paragraph", content }));
const table = fc
  .record({
    caption: fc.oneof(
      fc.constant(""),
      words.map((text) => text.replace(/\s+/g, " ").trim()),
    ),
    hasHeader: fc.boolean(),
    sides: fc.array(fc.constantFrom(null, "left" as const, "center" as const, "right" as const), {
      minLength: 1,
      maxLength: 3,
    }),
    rows: fc.array(fc.array(line, { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
  })
  .map(({ caption, hasHeader, sides, rows }): Block => ({
    type: "table",
    attrs: { caption },
    content: rows.map((row, y) => ({
      type: "tableRow",
      content: sides.map((align, x) => ({
        type: hasHeader && y === 0 ? "tableHeader" : "tableCell",
        attrs: { align },
        content: [{ type: "paragraph", content: row[x] }],
      })),
    })),
  }));

/** Words as an attribute that is plain text on one line. */
const plain = words.map((text) => text.replace(/\s+/g, " ").trim());
const button = fc
  .record({ label: plain.filter((text) => text !== ""), href: fc.constant("https://x.example/a(b)?c=d&e") })
  .map((attrs): Block => ({ type: "button", attrs }));

const image = fc
  .record({
    src: fc.constant(`/images/${"0a".repeat(16)}.jpg`),
    alt: plain,
    width: fc.integer({ min: 1, max: 2000 }),
    height: fc.constant(9),
    caption: plain,
    credit: plain,
    size: fc.constantFrom("text" as const, "wide" as const, "small" as const),
    href: fc.constantFrom("", 'https://x.example/a(b)?c="d"&e=\\f'.replace(/["\\]/g, "_")),
  })
  .map((attrs): Block => ({ type: "image", attrs }));

const picture = fc.constantFrom(
  { src: "", width: 0, height: 0 },
  { src: `/images/${"0a".repeat(16)}.jpg`, width: 1280, height: 720 },
);
const linkCard = fc
  .record({
    href: fc.constantFrom("https://x.example/a(b)", "http://x.example/?a=b&copy=_c_*d*e"),
    title: plain,
    description: plain,
    site: plain,
    isVideo: fc.boolean(),
    picture,
  })
  .map(({ picture: shown, ...attrs }): Block => ({ type: "linkCard", attrs: { ...attrs, ...shown } }));

const chart = fc
  .record({
    kind: fc.constantFrom("bar" as const, "line" as const),
    title: plain,
    source: plain,
    rows: fc.array(fc.array(plain, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 4 }),
    picture,
  })
  .filter(({ rows }) => rows.flat().some((cell) => cell !== ""))
  .map(({ picture: shown, ...attrs }): Block => ({ type: "chart", attrs: { ...attrs, ...shown } }));

const block = fc.letrec<{ block: Block }>((tie) => {
  const held = fc.array(tie("block"), { minLength: 1, maxLength: 2 });
  const items = fc.array(fc.tuple(paragraph, fc.array(tie("block"), { maxLength: 1 })), { minLength: 1, maxLength: 3 });
  const listItems = items.map((list) =>
    list.map(([first, rest]) => ({ type: "listItem" as const, content: [first, ...rest] })),
  );
  return {
    block: fc.oneof(
      { maxDepth: 2, depthIdentifier: "block" },
      paragraph,
      fc
        .tuple(fc.constantFrom(2 as const, 3 as const, 4 as const), line)
        .map(([level, content]): Block => ({ type: "heading", attrs: { level }, content })),
      table,
      button,
      image,
      linkCard,
      chart,
      fc
        .tuple(plain, fc.array(image as fc.Arbitrary<never>, { minLength: 1, maxLength: 4 }))
        .map(([caption, content]): Block => ({ type: "gallery", attrs: { caption }, content })),
      fc.tuple(plain, paragraph).map(([by, one]): Block => ({ type: "pullQuote", attrs: { by }, content: [one] })),
      fc.tuple(plain, someDay, someDay, held).map(([name, from, until, content]): Block => {
        return { type: "sponsor", attrs: { name, from, until }, content };
      }),
      fc
        .tuple(fc.constantFrom("note" as const, "warning" as const, "figure" as const), held)
        .map(([kind, content]): Block => ({ type: "callout", attrs: { kind }, content })),
      fc.constant<Block>({ type: "horizontalRule" }),
      fc.record({ language: fc.constantFrom(null, "ts"), text: words }).map(({ language, text }): Block => ({
        type: "codeBlock",
        attrs: { language },
        content: [{ type: "text", text: `${text}\n  ${text}` }],
      })),
      held.map((content): Block => ({ type: "blockquote", content })),
      listItems.map((content): Block => ({ type: "bulletList", content })),
      fc
        .tuple(fc.nat(2000), listItems)
        .map(([start, content]): Block => ({ type: "orderedList", attrs: { start }, content })),
    ),
  };
}).block;

/** As ProseMirror would keep it: neighbours with the same marks are one text. */
function normal(blocks: Block[]): Body {
  const joined = JSON.parse(JSON.stringify({ type: "doc", content: blocks }), (key, value: unknown) =>
    key === "content" && Array.isArray(value) ? joinTexts(value as Inline[]) : value,
  ) as unknown;
  const parsed = parseBody(JSON.stringify(bodySchema.nodeFromJSON(joined).toJSON()));
  if ("error" in parsed) throw new Error(JSON.stringify(parsed));
  return parsed.body;
}

function joinTexts(inlines: Inline[]): Inline[] {
  const out: Inline[] = [];
  for (const one of inlines) {
    const last = out.at(-1);
    if (
      one.type === "text" &&
      last?.type === "text" &&
      JSON.stringify(one.marks ?? []) === JSON.stringify(last.marks ?? [])
    )
      last.text += one.text;
    else out.push(one);
  }
  return out;
}

describe("a body that is written as Markdown and read again", () => {
  test("is the same body, whatever signs, marks and blocks it has", () => {
    fc.assert(
      fc.property(fc.array(block, { minLength: 1, maxLength: 4 }), (blocks) => {
        const body = normal(blocks);
        expect(read(inMarkdown(body))).toEqual(body);
      }),
      { numRuns: 1500 },
    );
  });

  test("keeps the space between the digits of a cell as it was typed", () => {
    const text = { type: "text" as const, text: "12 400" };
    const cell = {
      type: "tableCell" as const,
      attrs: { align: null },
      content: [{ type: "paragraph" as const, content: [text] }],
    };
    const table: Block = { type: "table", attrs: { caption: "" }, content: [{ type: "tableRow", content: [cell] }] };
    expect(inMarkdown({ type: "doc", content: [table] })).toContain("| 12 400 |");
  });

  test.each([
    ["words among letters", "a<strong>(b)</strong>c and **bold**"],
    ["an exponent and struck-out text", "10<sup>6</sup> CO<sub>2</sub> ~~old~~"],
    ["a list beside a list", "- a\n\n* b"],
    ["a list of tasks", "- [ ] open\n- [x] done\n\n1. [ ] **bold**"],
    ["a table", "| Port | Boats |\n| --- | --: |\n| Oslo<br>harbour | 12 |\n\n: Boats"],
    ["what only looks like Markdown", "1\\. \\*a\\* \\[b\\] \\<c> \\`d\\`"],
  ])("%s is written plainly", (_what, markdown) => {
    expect(inMarkdown(read(markdown))).toBe(markdown);
  });

  test("keeps an image by its address, which an import on another site leaves out with a word", () => {
    const attrs = { src: `/images/${"0a".repeat(16)}.jpg`, alt: "A [robot]", width: 1, height: 1 };
    const markdown = inMarkdown({ type: "doc", content: [{ type: "image", attrs }] });
    expect(markdown).toBe(`![A \\[robot\\]](https://x.example.org${attrs.src}){width=1 height=1}`);
    expect(bodyFromMarkdown(markdown, "https://y.example.org")).toMatchObject({ notices: [{ what: "picture" }] });
    expect(bodyFromMarkdown(markdown, "https://x.example.org")).toMatchObject({ notices: [] });
  });
});
