import { describe, expect, test } from "vitest";
import { parseBody } from "#app/models/body.server.ts";
import { bodyInMarkdown, plainBody, type Body } from "#app/models/body.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { inFeed, inMail, inText, onThePage, origin, read, withoutStyles } from "../support/places.ts";

const image = (alt: string, caption = "") => ({
  type: "image" as const,
  attrs: {
    src: `/images/${"0a".repeat(16)}.jpg`,
    alt,
    width: 1280,
    height: 720,
    caption,
    credit: "",
    size: "text" as const,
    href: "",
  },
});
const gallery = (...content: ReturnType<typeof image>[]): Body => ({
  type: "doc",
  content: [{ type: "gallery", attrs: { caption: "The quay in a year" }, content }],
});
const three = gallery(image("Spring"), image("Summer", "At noon"), image("Winter"));

describe("a gallery", () => {
  test("is a figure with its pictures and one caption on the page", () => {
    const html = onThePage(three).replace(/<picture>.*?<\/picture>/g, "<picture/>");
    expect(html).toBe(
      '<figure class="gallery"><div><div><picture/></div><div><figure class="figure" dir="ltr"><picture/>' +
        '<figcaption><span dir="auto">At noon</span></figcaption></figure></div><div><picture/></div></div>' +
        '<figcaption dir="auto">The quay in a year</figcaption></figure>',
    );
  });

  test("has two columns in mails, in which every picture has the width of its cell", () => {
    const html = inMail(three);
    expect(html.match(/<img [^>]*width="(\d+)"/g)!.map((tag) => /width="(\d+)"/.exec(tag)![1])).toEqual([
      "268",
      "268",
      "268",
    ]);
    expect(withoutStyles(html).match(/<td/g)).toHaveLength(4);
    expect(inMail(gallery(image("Spring")))).toContain('width="544"');
  });

  test("is its pictures and its caption in feeds, in plain text and in searches", () => {
    expect(inFeed(three).match(/<img /g)).toHaveLength(3);
    expect(inFeed(three)).toContain("<p>The quay in a year</p>");
    expect(inText(three)).toBe("[Image: Spring]\n\n[Image: Summer]\nAt noon\n\n[Image: Winter]\n\nThe quay in a year");
    expect(plainBody(three).split("\n")).toEqual(["The quay in a year", " ", "At noon", " "]);
  });

  test("is the same after its Markdown was read, and its pictures are left out on another site", () => {
    for (const body of [three, gallery(image("One")), gallery(image('A "b" [c]', "d"), image("e"))])
      expect(read(bodyInMarkdown(body, origin))).toEqual(body);
    const elsewhere = bodyFromMarkdown(bodyInMarkdown(three, origin), "https://y.example.org");
    if ("error" in elsewhere) throw new Error(elsewhere.error);
    expect(elsewhere.notices.map(({ what }) => what)).toEqual(["picture", "picture", "picture"]);
    expect(plainBody(elsewhere.body)).toBe("");
  });

  test("without pictures shows nothing", () => {
    for (const place of [onThePage, inMail, inFeed, inText, plainBody]) expect(place(gallery()).trim()).toBe("");
    expect(bodyInMarkdown(gallery(), origin)).toBe("");
  });

  test.each([
    ["five pictures", Array.from({ length: 5 }, () => image("x"))],
    ["words", [{ type: "paragraph" }]],
  ])("with %s is refused", (_what, content) => {
    const body = { type: "doc", content: [{ type: "gallery", attrs: { caption: "" }, content }] };
    expect(parseBody(JSON.stringify(body))).toHaveProperty("error");
  });
});
