import { describe, expect, test } from "vitest";
import { parseBody } from "#app/models/body.server.ts";
import { bodyInMarkdown, plainBody, type Body } from "#app/models/body.ts";
import { inFeed, inMail, inText, onThePage, read, withoutStyles } from "../support/places.ts";

const key = "0a".repeat(16);
const plain = { src: `/images/${key}.jpg`, alt: "A quay", width: 1280, height: 720 };
const body = (attrs: object): Body => ({ type: "doc", content: [{ type: "image", attrs: { ...plain, ...attrs } }] });
const attrs = { caption: "The quay at dawn", credit: "Ada Quist", href: "https://x.example/quay" };
const figure = body(attrs);

describe("an image with a caption, a credit and a link", () => {
  test("is a figure on the page, whose picture is the link", () => {
    expect(onThePage(figure)).toMatch(
      /^<figure class="figure" dir="ltr"><a href="https:\/\/x.example\/quay" rel="noopener noreferrer"><picture>.*<\/picture><\/a><figcaption><span dir="auto">The quay at dawn<\/span> <span class="credit" dir="auto">Ada Quist<\/span><\/figcaption><\/figure>$/,
    );
  });

  test("has its caption below it in mails, and is a figure in feeds", () => {
    const src = `https://x.example.org/images/${key}.jpg`;
    const image = `<img src="${src}" alt="A quay" width="544" height="306">\n`;
    expect(withoutStyles(inMail(figure))).toBe(
      `<a href="https://x.example/quay">${image}</a>\n<p class="quiet">The quay at dawn · Ada Quist</p>\n`,
    );
    expect(inFeed(figure)).toBe(
      `<figure><a href="https://x.example/quay">${image}</a>\n<figcaption>The quay at dawn · Ada Quist</figcaption></figure>\n`,
    );
  });

  test("is its words in plain text, in searches and in counts", () => {
    expect(inText(figure)).toBe("[Image: A quay (Ada Quist)]\nThe quay at dawn\n(https://x.example/quay)");
    expect(plainBody(figure)).toBe("The quay at dawn · Ada Quist");
  });

  test("is the same after its Markdown was read", () => {
    const markdown = bodyInMarkdown(figure, "https://x.example.org");
    expect(markdown).toBe(
      `![A quay](https://x.example.org/images/${key}.jpg "The quay at dawn"){width=1280 height=720 credit="Ada Quist" link="https://x.example/quay"}`,
    );
    expect(read(markdown)).toEqual(body({ ...attrs, size: "text" }));
  });
});

test("a small image is half as wide in mails, Outlook too; a wide one is no wider than the column", () => {
  expect(inMail(body({ size: "small" }))).toContain('width="272" height="153"');
  expect(inMail(body({ size: "wide" }))).toContain('width="544" height="306"');
  expect(onThePage(body({ size: "wide" }))).toContain('<figure class="figure" data-size="wide"');
});

test("an image in a box is no wider than the box: Outlook would widen the mail", () => {
  const boxed: Body = {
    type: "doc",
    content: [{ type: "callout", attrs: { kind: "note" }, content: body({}).content! }],
  };
  expect(inMail(boxed)).toContain('width="505" height="284"');
});

test("an image that was stored without all that is taken, and shown as before", () => {
  const stored = body({});
  const parsed = parseBody(JSON.stringify(stored));
  if ("error" in parsed) throw new Error(parsed.error);
  expect(onThePage(parsed.body)).toBe(onThePage(stored));
  expect(onThePage(stored)).toMatch(/^<picture>/);
  expect(inText(stored)).toBe("[Image: A quay]");
});

test("a link that would run a script is none, in every place (S-09)", () => {
  const hostile = body({ href: "javascript:alert(1)", caption: '"><script>' });
  for (const place of [onThePage, inMail, inFeed]) expect(place(hostile)).not.toMatch(/javascript:|<script/);
  expect(inText(hostile)).not.toContain("javascript:");
});
