import { describe, expect, test } from "vitest";
import { fillEdition, markers, renderEdition, sizeLimits } from "#emails/render/edition.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { ana, arabic, article, body, content, markerKey, origin, paragraph } from "../samples.ts";

const templates = loadTemplates();
const render = (issue: IssueContent) => renderEdition(templates, issue, markerKey);
const fill = (rendered: { html: string; text: string }, reader = ana) =>
  fillEdition({ ...rendered, marker_key: markerKey }, reader);

/** The opening tags of one kind, as their source. */
function tags(html: string, name: string): string[] {
  return html.match(new RegExp(`<${name}\\b[^>]*>`, "g")) ?? [];
}

/** Every link: where to, and what a listener hears. */
function links(html: string): { href: string; words: string }[] {
  return [...html.matchAll(/<a href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].map(([, href = "", inner = ""]) => ({
    href,
    words: inner
      .replace(/<img[^>]*alt="([^"]*)"[^>]*>/g, "$1")
      .replace(/<[^>]+>/g, "")
      .trim(),
  }));
}

/** What a browser would show or hear, roughly: the body without its tags. */
function words(html: string): string {
  return html
    .slice(html.indexOf("<body"))
    .replace(/<!--.*?-->/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

describe("an issue's HTML", () => {
  test("E-10: a realistic issue of four articles is far below what Gmail clips", async () => {
    const { html, htmlBytes } = await render(content());
    expect(htmlBytes).toBeLessThan(30_000);
    expect(htmlBytes).toBeGreaterThanOrEqual(Buffer.byteLength(fill({ html, text: "" }).html));
  });

  test("M-06: an article costs little markup beside its own words", async () => {
    const many = (count: number) =>
      content({
        articles: Array.from({ length: count }, (_, index) => article({ slug: `a${index}`, headline: "Ports" })),
      });
    const [ten, twenty] = await Promise.all([render(many(10)), render(many(20))]);
    expect((twenty.htmlBytes - ten.htmlBytes) / 10).toBeLessThan(2_600);
  });

  test("E-10: above 80 KB the way out stands on top too", async () => {
    const long = article({ slug: "long", display: "full", body: body(paragraph("Word ".repeat(17_000))) });
    const { html, htmlBytes } = await render(content({ articles: [long] }));
    expect(htmlBytes).toBeGreaterThan(sizeLimits.header);
    const { unsubscribeUrl } = markers(markerKey);
    expect(html.split(unsubscribeUrl)).toHaveLength(3);
    expect(html.indexOf(unsubscribeUrl)).toBeLessThan(html.length / 10);
  });

  test("E-11, M-04: language and direction stand on html and on the first element of body", async () => {
    const { html } = await render(content());
    expect(html).toMatch(/<html lang="en" dir="ltr"/);
    expect(html).toMatch(/<body[^>]*>\s*<div[^>]*lang="en" dir="ltr"/);
    const odd = content({ briefing: { ...content().briefing, language: "und" } });
    expect((await render(odd)).html).not.toContain('"und"');
  });

  test("E-11: an Arabic issue is mirrored", async () => {
    const { html } = await render(arabic());
    expect(html).toMatch(/<html lang="ar" dir="rtl"/);
    expect(html).toMatch(/<body[^>]*>\s*<div[^>]*lang="ar" dir="rtl"/);
    expect(html).toContain("text-align:right");
    expect(html).not.toMatch(/<td[^>]*direction:ltr/);
    expect(html).toContain("border-right:3px solid");
    expect(html).toContain("padding-right:24px");
  });

  test("E-12: every table is for layout and says so", async () => {
    const { html } = await render(content());
    const tables = tags(html, "table");
    expect(tables.length).toBeGreaterThan(10);
    for (const table of tables) expect(table).toContain('role="presentation"');
    expect(html).not.toMatch(/<th\b|summary=/);
  });

  test("E-13: every image has words, a width, a flexible height and an https address of ours", async () => {
    const silent = article({
      slug: "s",
      headline: "A silent picture",
      image: { ...article({ slug: "s" }).image!, alt: "" },
    });
    const full = article({ slug: "f", display: "full" });
    const { html } = await render(content({ articles: [silent, full] }));
    const images = tags(html, "img");
    expect(images).toHaveLength(3);
    for (const image of images) {
      expect(image).toMatch(/alt="[^"]+"/);
      expect(image).toMatch(/width="544"/);
      expect(image).toContain("height:auto");
      expect(image).toContain(`src="${origin}/images/`);
    }
    expect(html).toContain('alt="A silent picture"');
  });

  test("E-17: Outlook's Word engine is told each picture's height, and a letter that Windows has", async () => {
    const tall = {
      type: "image",
      attrs: { src: "/images/tall.jpg", alt: "A mast", width: 1200, height: 1600 },
    } as const;
    const { html } = await render(content({ articles: [article({ slug: "f", display: "full", body: body(tall) })] }));
    const shown = tags(html, "img").map((tag) => /width="(\d+)" height="(\d+)"/.exec(tag)?.slice(1).map(Number));
    expect(shown).toEqual([
      [544, 306],
      [544, 725],
    ]);
    const forOutlook = /<!--\[if mso\]><style>.*?<\/style><!\[endif\]-->/s.exec(html)?.[0];
    expect(forOutlook).toMatch(/td, div, p, li,[^{]*\{\s*font-family: 'Segoe UI', Arial/);
    expect(forOutlook).toMatch(/\.serif[^{]*\{\s*font-family: Georgia/);
    for (const tag of html.match(/<(h1|h2)[^>]*Georgia[^>]*>/g)!) expect(tag).toMatch(/class="[^"]*\bserif\b/);
  });

  test("in both parts the dek stands under its headline, then who wrote it, how long it is, and the picture", async () => {
    const only = article({ slug: "f", headline: "The harbour at night" });
    const { html, text } = await render(content({ articles: [only] }));
    for (const part of [
      html.slice(html.indexOf("<h2")),
      text.slice(text.indexOf("The harbour")).replaceAll("\n", " "),
    ]) {
      const places = [only.headline, only.dek, `${only.byline} · 4 min read`, only.image!.alt].map((one) =>
        part.indexOf(one),
      );
      expect(places).not.toContain(-1);
      expect([...places].sort((a, b) => a - b)).toEqual(places);
    }
  });

  test("E-14: one h1, no skipped level, a title, and links that say where they lead", async () => {
    const lowFirst = body({ type: "heading", attrs: { level: 3 }, content: [{ type: "text", text: "Low first" }] });
    const { html } = await render(
      content({
        articles: [
          article({ slug: "a", headline: "A", display: "full" }),
          article({ slug: "b", headline: "B", display: "full", body: lowFirst }),
        ],
      }),
    );
    const levels = [...html.matchAll(/<h([1-6])\b/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    levels.reduce((before, level) => {
      expect(level).toBeLessThanOrEqual(before + 1);
      return level;
    }, 0);
    expect(html).toContain("<title>The night shift goes driverless</title>");
  });

  test("E-14: no link's words lead to two places, none is a bare address or says only more", async () => {
    const { html } = await render(content());
    const targets = new Map<string, string>();
    for (const { href, words } of links(html)) {
      expect(words).not.toMatch(/^(https?:|click here$|read more$|$)/i);
      expect(targets.get(words) ?? href).toBe(href);
      targets.set(words, href);
    }
    expect(targets.get("Read “A hand that feels slip before it happens”")).toBe(`${origin}/articles/hands`);
    expect(targets.get("View online")).toBe(`${origin}/issues/12`);
    expect(targets.get("Privacy policy")).toBe(`${origin}/privacy`);
  });

  test("E-15: every colour of text has a contrast of 4.5:1 on its sheet, in the light and in the dark", async () => {
    const { html } = await render(content());
    const light = new Set(
      [...html.replace(/<style.*?<\/style>/gs, "").matchAll(/[; "]color:(#[0-9a-f]{6})/g)].map(([, colour]) => colour!),
    );
    expect(light.size).toBe(3);
    for (const colour of light) expect(contrast(colour, "#fffdf9")).toBeGreaterThanOrEqual(4.5);
    const dark = html.slice(html.indexOf("prefers-color-scheme: dark"), html.indexOf("[data-ogsb]"));
    for (const [, colour] of dark.matchAll(/[{ ]color: (#[0-9a-f]{6})/g))
      expect(contrast(colour!, "#1e1c1a")).toBeGreaterThanOrEqual(4.5);
  });

  test("E-15: links in running text keep their underline; text is at least 14 px, running text 16 px", async () => {
    const { html } = await render(content({ articles: [article({ slug: "f", display: "full" })] }));
    for (const link of tags(html, "a").filter((tag) => tag.includes("text-decoration:none")))
      expect(link).toContain('class="plain"');
    const sizes = [...html.slice(html.indexOf("<body")).matchAll(/font-size:(\d+)px/g)].map(([, size]) => Number(size));
    expect(sizes.filter((size) => size > 1 && size < 14)).toEqual([]);
    expect(html).toMatch(/font-size:17px;line-height:1.6/);
  });

  test("E-16, M-05: the mail says that it knows the dark, to every kind of client that asks", async () => {
    const { html } = await render(content());
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).toContain('<meta name="supported-color-schemes" content="light dark">');
    expect(html).toMatch(/:root \{ ?color-scheme: light dark|:root \{\s*color-scheme: light dark/);
    expect(html).toContain("@media (prefers-color-scheme: dark)");
    expect(html).toContain("[data-ogsc]");
    expect(html).toContain("[data-ogsb]");
    expect(html).not.toMatch(/#000\b|#000000|#fff\b|#ffffff/i);
  });

  test("E-19: one column of 600 px", async () => {
    const { html } = await render(content());
    expect(html).toContain("max-width:600px");
    expect(html).not.toMatch(/mj-column-per-(?!100)/);
  });

  test("E-20: the preheader is hidden, padded, and said once", async () => {
    const { html } = await render(content());
    const { preheader } = content();
    expect(html).toMatch(/<div style="display:none[^>]*>Three ports hand[^<]*(&#847;&zwnj;&nbsp;){20}/);
    expect(html.split(preheader)).toHaveLength(2);
  });

  test("E-20: without a preheader of its own, an issue shows its headlines there, as many as a mailbox shows", async () => {
    const articles = [1, 2, 3].map((i) =>
      article({ slug: `a${i}`, headline: `The ${i} ports that hand over at night` }),
    );
    const { html } = await render(content({ preheader: " ", articles }));
    const [, ahead = ""] = /<div style="display:none[^>]*>(.*?)(&#847;|<)/.exec(html)!;
    expect(ahead).toBe(articles.map(({ headline }) => headline).join(" · "));
    expect((await render(content({ preheader: "", articles: [] }))).html).not.toContain("&#847;");
  });

  test("E-21, E-22, M-03: nothing is fetched but our images, and no link carries a reader", async () => {
    const { html } = await render(content());
    expect(html).not.toMatch(/fonts\.googleapis|<link|<script|<form|<iframe|<video|@import|@font-face|url\(/i);
    for (const { href } of links(html)) expect(href).toMatch(/^https:\/\//);
  });

  test("E-23: the same issue gives the same bytes, from fresh templates too", async () => {
    const first = await render(content());
    expect(await render(content())).toEqual(first);
    expect(await renderEdition(loadTemplates(), content(), markerKey)).toEqual(first);
  });

  test("E-23: every element is closed in its order", async () => {
    const { html } = await render(content({ articles: [article({ slug: "f", display: "full" })] }));
    const open: string[] = [];
    for (const [, end, name = ""] of html.replace(/<!--.*?-->/gs, "").matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)) {
      if (["meta", "img", "br"].includes(name)) continue;
      if (end) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  test("M-08: MJML's indentation is gone", async () => {
    expect((await render(content())).html).not.toMatch(/^[ \t]|\n\s*\n/m);
  });

  test("H-16: the footer says why, and has the way out, the privacy policy, the postal address", async () => {
    const { html } = fill(await render(content()));
    expect(words(html)).toContain(
      "You receive this because ana.ruiz@example.org is subscribed to The Robotics Briefing.",
    );
    expect(links(html)).toContainEqual({ href: ana.unsubscribeUrl, words: "Unsubscribe" });
    expect(links(html)).toContainEqual({ href: ana.preferencesUrl, words: "Change what you get" });
    expect(words(html)).toContain("12 rue des Écoles");
  });

  test("the line for those to whom it was forwarded and the reader’s own link are there where they are wanted", async () => {
    const plain = fill(await render(content()));
    for (const part of [plain.html, plain.text]) expect(part).not.toMatch(/forwarded|\/with\//);
    const { html, text } = fill(await render(content({ growth: { forwarded: true, share: true } })));
    const subscribe = `${origin}/subscribe?from=forwarded`;
    expect(words(html)).toContain("Was this forwarded to you? Subscribe");
    expect(links(html)).toContainEqual({ href: subscribe, words: "Subscribe" });
    expect(links(html)).toContainEqual({ href: ana.shareUrl, words: "your link to share" });
    expect(text).toContain(`Was this forwarded to you? Subscribe (${subscribe})`);
    expect(text).toContain(`Pass it on with your own link: your link to share (${ana.shareUrl})`);
    for (const language of ["de", "fr", "es", "ar"]) {
      const own = fill(
        await render(
          content({ growth: { forwarded: true, share: true }, briefing: { ...content().briefing, language } }),
        ),
      );
      expect(own.text, language).not.toContain("forwarded to you");
      expect(own.text.split(subscribe).length, language).toBe(2);
    }
  });

  test("an issue to silent readers asks above its pieces whether they want to stay", async () => {
    expect(fill(await render(content())).html).not.toContain("/stay");
    const { html, text } = fill(await render(content({ asksToStay: true })));
    const href = `${ana.preferencesUrl}/stay`;
    expect(links(html)).toContainEqual({ href, words: "Yes, I stay" });
    expect(text).toContain(`Yes, I stay\n(${href})`);
    expect(text.indexOf(href)).toBeLessThan(text.indexOf("In this issue"));
  });

  test("the dateline is in the briefing's language and time zone", async () => {
    expect(words((await render(content())).html)).toContain("Issue 12 · 23 November 2026");
    const french = content({
      briefing: { ...content().briefing, language: "fr" },
      timeZone: "Pacific/Auckland",
      date: Date.UTC(2026, 10, 23, 20),
    });
    expect((await render(french)).html).toContain("24 novembre 2026");
    await expect(render(content({ timeZone: "Mars/Olympus" }))).rejects.toThrow(RangeError);
  });

  test("a contents list comes with the fourth article", async () => {
    expect((await render(content())).html).toContain("In this issue");
    expect((await render(content({ articles: content().articles.slice(0, 3) }))).html).not.toContain("In this issue");
  });

  test("an issue with nothing in it but a subject still renders", async () => {
    const bare = content({
      preheader: "",
      intro: body(),
      articles: [],
      briefing: { ...content().briefing, pitch: "" },
    });
    const { html, text } = await render(bare);
    expect(html).toContain("The night shift goes driverless");
    expect(text).toContain("Unsubscribe (");
  });
});

describe("an issue's text part", () => {
  test("E-01: it says the same in the same order, with links, the way out and the postal address", async () => {
    const { text } = fill(
      await render(
        content({
          articles: [article({ slug: "ports", headline: "Ports", display: "full" }), ...content().articles.slice(1)],
        }),
      ),
    );
    const inOrder = [
      "The Robotics Briefing",
      "Issue 12 · 23 November 2026",
      `${origin}/issues/12`,
      "The night shift goes driverless\n===============================",
      "keeping (https://data.example.com/chart)",
      "Ports\n-----",
      "What the night costs\n--------------------",
      "published in October\n(https://port.example.com/ledger)",
      "- Energy per box fell by a third.",
      "> “We insure the timetable now, not the driver.”",
      "3. Third step.",
      "Sources",
      "to what moves among people\n------",
      "A hand that feels slip before it happens\n------",
      "ana.ruiz@example.org",
      `Unsubscribe (${ana.unsubscribeUrl})`,
      `Change what you get (${ana.preferencesUrl})`,
      "75005 Paris, France",
    ];
    const places = inOrder.map((part) => text.indexOf(part));
    expect(places).not.toContain(-1);
    expect([...places].sort((a, b) => a - b)).toEqual(places);
  });

  test("its lines are short, but no address is broken", async () => {
    const { text } = fill(await render(content()));
    for (const line of text.split("\n")) expect(line.length <= 76 || /https?:\/\/\S+\)?$/.test(line)).toBe(true);
    expect(text).not.toMatch(/[ \t]$/m);
  });
});

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
