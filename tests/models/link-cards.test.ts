import { describe, expect, test } from "vitest";
import { parseBody } from "#app/models/body.server.ts";
import { bodyInMarkdown, plainBody, type Body } from "#app/models/body.ts";
import type { LinkCard } from "#app/models/linkCards.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { inFeed, inMail, inText, onThePage, origin, read, withoutStyles } from "../support/places.ts";

const src = `/images/${"0a".repeat(16)}.jpg`;
const film: LinkCard = {
  href: "https://video.example/watch?v=1&t=2",
  title: "Robots pack",
  description: "Two warehouses compare notes.",
  site: "Video Yard",
  isVideo: true,
  src,
  width: 1280,
  height: 720,
};
const card = (attrs: Partial<LinkCard> = {}): Body => ({
  type: "doc",
  content: [{ type: "linkCard", attrs: { ...film, ...attrs } }],
});
const bare = { title: "", description: "", site: "", isVideo: false, src: "", width: 0, height: 0 };

describe("a link as a card", () => {
  test("is one link on the page, its picture from our own site", () => {
    const html = onThePage(card()).replace(/<picture>.*?<\/picture>/g, "<picture/>");
    expect(html).toBe(
      '<div class="link-card" data-picture="above"><a href="https://video.example/watch?v=1&amp;t=2" rel="noopener noreferrer"><picture/>' +
        '<span class="link-card-words"><strong dir="auto">Robots pack</strong><span dir="auto">Two warehouses compare notes.</span>' +
        "<small>Video · <bdi>Video Yard</bdi></small></span></a></div>",
    );
    const sources = [...onThePage(card()).matchAll(/src(?:[sS]et)?="([^" ]+)/g)].map(([, one]) => one!);
    expect(sources.length).toBeGreaterThan(1);
    expect(sources.filter((one) => !one.startsWith("/images/"))).toEqual([]);
  });

  test("is a table in mails, whose picture and title lead to the page", () => {
    const html = inMail(card());
    expect(html.match(/<a href="https:\/\/video.example\/watch\?v=1&amp;t=2"/g)).toHaveLength(2);
    expect(html).toContain(`<img src="${origin}${src}" alt="Robots pack" width="542" height="305"`);
    expect(html.match(/<img /g)).toHaveLength(1);
    expect(html).toContain("Video · ");
    expect(html.match(/<table(?! role="presentation")/g)).toBeNull();
  });

  test("has a small or upright picture beside its words, as wide on a phone", () => {
    expect(onThePage(card({ width: 300, height: 300 }))).toContain('data-picture="beside"');
    expect(inMail(card({ width: 300, height: 300 }))).toContain('width="112" height="112"');
    expect(onThePage(card({ src: "" }))).not.toContain("<img");
    expect(inMail(card({ src: "" }))).not.toContain("<img");
  });

  test("is its words in plain text, in feeds and in searches", () => {
    expect(inText(card())).toBe(
      "Video: Robots pack (https://video.example/watch?v=1&t=2)\nTwo warehouses compare notes.",
    );
    expect(withoutStyles(inFeed(card()))).toContain(
      '<p><a href="https://video.example/watch?v=1&amp;t=2"><strong>Robots pack</strong></a></p>',
    );
    expect(plainBody(card())).toBe("Robots pack\nTwo warehouses compare notes.");
  });

  test("is marked as paid for in an advertisement", () => {
    const ad: Body = {
      type: "doc",
      content: [{ type: "sponsor", attrs: { name: "" }, content: card().content! }],
    };
    for (const html of [onThePage(ad), inMail(ad), inFeed(ad)])
      expect(html.match(/<a [^>]*sponsored/g)).toHaveLength(html.match(/<a /g)!.length);
  });

  test("says in the briefing's language that it is a video, each text in its own direction", () => {
    expect(inText(card(), "ar")).toContain("فيديو: Robots pack");
    expect(onThePage(card({ title: "السفن" }), "ar")).toContain('<strong dir="auto">السفن</strong>');
    expect(inMail(card(), "ar")).toContain('<p dir="ltr" style="margin:0 0 4px;text-align:left;');
  });

  test("without anything but an address shows its host", () => {
    const only = card({ ...bare, href: "https://www.x.example/a" });
    expect(onThePage(only)).toContain('<strong dir="auto">x.example</strong>');
    expect(inText(only)).toBe("x.example (https://www.x.example/a)");
  });

  test("is the same after its Markdown was read, and loses its picture on another site, with a word", () => {
    for (const body of [card(), card({ ...bare, href: "https://x.example/" }), card({ title: 'A "b" [c] {.card}' })])
      expect(read(bodyInMarkdown(body, origin))).toEqual(body);
    const elsewhere = bodyFromMarkdown(bodyInMarkdown(card(), origin), "https://y.example.org");
    expect(elsewhere).toMatchObject({
      body: { content: [{ type: "linkCard", attrs: { title: "Robots pack", src: "", width: 0 } }] },
      notices: [{ line: 1, what: "picture" }],
    });
  });

  test("in Markdown is a link that other programs show", () => {
    expect(bodyInMarkdown(card({ src: "", width: 0, height: 0 }), origin)).toBe(
      '[Robots pack](<https://video.example/watch?v=1&amp;t=2>){.card site="Video Yard" description="Two warehouses compare notes." video=yes}',
    );
  });

  test.each([
    { href: "javascript:alert(1)" },
    { href: "" },
    { href: "https://user@x.example/" },
    { src: "https://third.example/a.jpg" },
    { isVideo: "yes" },
  ])("with %j is refused (S-09)", (attrs) => {
    expect(parseBody(JSON.stringify(card(attrs as Partial<LinkCard>)))).toHaveProperty("error");
  });

  test("cannot bring elements or styles with it", () => {
    const words = '"><script>alert(1)</script>';
    const hostile = card({ title: words, description: words, site: words, href: 'https://x.example/"><script>' });
    for (const html of [onThePage(hostile), inMail(hostile), inFeed(hostile)]) expect(html).not.toContain("<script");
  });
});
