import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Block } from "#app/models/body.ts";
import { sectionsOf } from "#app/models/sections.ts";
import { cleanName } from "#emails/message/markers.server.ts";
import { fillEdition, markers, renderEdition } from "#emails/render/edition.server.ts";
import type { EditionArticle, IssueContent } from "#emails/render/issueContent.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { growth } from "../../support/work.ts";
import { ana, article, body, content, markerKey, paragraph } from "../samples.ts";

const templates = loadTemplates();
const render = (issue: IssueContent) => renderEdition(templates, issue, markerKey);

/** An issue that says the same words in every place where it can say any. */
function everywhere(words: string): IssueContent {
  const text: Block[] = [
    paragraph(words),
    { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: words, marks: [{ type: "bold" }] }] },
    {
      type: "image",
      attrs: { src: "/images/00112233445566778899aabbccddeeff.jpg", alt: words, width: 10, height: 10 },
    },
  ];
  const said = (display: EditionArticle["display"]): EditionArticle => ({
    ...article({ slug: "s" }),
    ...{ headline: words, dek: words, byline: words, topics: [words, words], display, body: body(...text) },
    image: { url: "https://briefing.example.org/i.jpg", width: 10, height: 10, alt: words, credit: words },
    sources: [{ title: words, url: "https://example.org/" }],
  });
  const item = { kind: "item" as const, text: words, url: "https://example.org/", source: words };
  return content({
    briefing: { ...content().briefing, name: words, pitch: words, postalAddress: words },
    ...{ subject: words, preheader: words, intro: body(...text), outro: body(...text) },
    sections: [
      ...sectionsOf({ articles: [said("summary"), said("full"), said("full"), said("summary")] }),
      {
        ...{ heading: words, text: body(...text), rule: null },
        pieces: [item, { kind: "article", ...said("headline") }, item, { kind: "article", ...said("full") }],
      },
    ],
  });
}

/** The tags of a mail, without what stands in their quotes. */
function skeleton(html: string): string[] {
  const tags = html.match(/<(?:!--.*?-->|[^<>"]*(?:"[^"]*"[^<>"]*)*>)/gs) ?? [];
  return tags.map((tag) => tag.replace(/ dir="(?:ltr|rtl)"/, "").replace(/"[^"]*"/g, '""'));
}

/** Text and attributes as a browser reads them. */
function decode(html: string): string {
  return html
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&");
}

const attacks = [
  "<script>alert(1)</script>",
  '<img src=x onerror="alert(1)">',
  '"><svg onload=alert(1)>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<a href="jav&#x09;ascript:alert(1)">x</a>',
  "<base href=//evil><meta http-equiv=refresh content=0><form><iframe srcdoc=x>",
  "</mj-text></mj-column><mj-raw>x</mj-raw>",
  '<mj-include path="/etc/passwd" />',
  "<!-- htmlmin:ignore --><![endif]--><!--[if mso]><x>",
  "--><script>x</script>",
  "]]><mj-text>x",
  "{{constructor}} {{articles}} {{ head }} [[x]] ${7*7} %recipient% @@TOKEN@@ <%= x %>",
  "$& $1 $` $' $$",
  "pr-ffffffffffffffffffffffffffffffff-email",
  "&lt;b&gt; &amp;amp; &#60;script&#62;",
];

describe("words from outside", () => {
  test.each(attacks)("21, 22, 23: %j stays words, in every place, in both parts", async (attack) => {
    const [calm, attacked] = await Promise.all([render(everywhere("calm words")), render(everywhere(attack))]);
    expect(skeleton(attacked.html)).toEqual(skeleton(calm.html));
    expect(decode(attacked.html).split(attack).length).toBe(calm.html.split("calm words").length);
    expect(attacked.text.replace(/\s+/g, " ")).toContain(attack.replace(/\s+/g, " "));
  });

  test("21, 23: whatever is written changes no tag of the mail", async () => {
    const calm = skeleton((await render(everywhere("calm words"))).html);
    const pieces = fc.oneof(
      fc.constantFrom(...attacks, "<", ">", '"', "'", "&", "-->", "{{", "}}", "\0", "\ud800", "\u2028"),
      fc.string({ unit: "binary" }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { minLength: 1, maxLength: 6 }), async (parts) => {
        const { html, text } = await render(everywhere(`x${parts.join("").replace(/[\r\n]/g, " ")}`));
        // Words of the other direction are in elements of their own.
        const joined = html.replace(/<span dir="(?:ltr|rtl)" style="unicode-bidi:isolate">(.*?)<\/span>/gs, "$1");
        expect(skeleton(joined)).toEqual(calm);
        // eslint-disable-next-line no-control-regex -- control characters are what must not come through
        expect(html + text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]|\p{Surrogate}/u);
      }),
      { numRuns: 200 },
    );
  });

  test("21: a link leads to the web or to a mailbox, or is only words", async () => {
    const hrefs = [
      "javascript:alert(1)",
      "JaVaScript:x",
      "data:text/html,x",
      "//evil.example",
      "/x",
      "vbscript:x",
      'https://x.example/"onclick="x',
      "https://",
      "file:///etc/passwd",
    ];
    const intro = body({
      type: "paragraph",
      content: hrefs.map((href) => ({ type: "text", text: "word", marks: [{ type: "link", attrs: { href } }] })),
    });
    const articles = hrefs.map((url) => ({
      ...article({ slug: "a" }),
      url,
      image: { ...article({ slug: "a" }).image!, url },
      sources: [{ title: "t", url }],
      display: "full" as const,
    }));
    const { html, text } = await render(content({ intro, articles }));
    for (const [, href] of html.matchAll(/(?:href|src)="([^"]*)"/g))
      expect(href).toMatch(/^https:\/\/(briefing|port|agency|pr-)/);
    expect(text).not.toContain("javascript:");
  });
});

describe("a reader's own values", () => {
  const frozen = () => {
    const { name, email, unsubscribeUrl, preferencesUrl } = markers(markerKey);
    return {
      html: `<p title="${name}">${name}, ${email} <a href="${unsubscribeUrl}">out</a> <a href="${preferencesUrl}">change</a></p>`,
      text: `${name} ${email} (${unsubscribeUrl}) (${preferencesUrl})`,
      marker_key: markerKey,
    };
  };

  test("M-06: they stand where the markers stood, all of them", async () => {
    const { html, text } = fillEdition({ ...(await render(content())), marker_key: markerKey }, ana);
    expect(html + text).not.toContain(markerKey);
    expect(html).toContain(`href="${ana.unsubscribeUrl}"`);
    expect(html).toContain("ana.ruiz@example.org");
  });

  test.each(["<b>Ana</b>", "{{email}}", "$& $' $1", '" onload="x', markers(markerKey).email])(
    "24: the name %j is only a name",
    (name) => {
      const { html, text } = fillEdition(frozen(), { ...ana, name });
      expect(skeleton(html)).toEqual(['<p title="">', '<a href="">', "</a>", '<a href="">', "</a>", "</p>"]);
      expect(decode(html)).toContain(`${name}, ana.ruiz@example.org`);
      expect(text).toBe(`${name} ana.ruiz@example.org (${ana.unsubscribeUrl}) (${ana.preferencesUrl})`);
    },
  );

  test("24: a name is cut at 100 signs and loses control and direction signs", () => {
    expect(cleanName("🎉".repeat(10_000))).toBe("🎉".repeat(100));
    expect(cleanName("A\u202ena\r\nBcc: x\0\u2066")).toBe("A na Bcc: x");
    expect(cleanName("\ud800Ana")).toBe("Ana");
  });

  test("any name, however odd, leaves the tags alone", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (name) => {
        expect(skeleton(fillEdition(frozen(), { ...ana, name }).html)).toHaveLength(6);
      }),
    );
  });

  test("the archive's copy has words in the place of an address", () => {
    const { html } = fillEdition(frozen(), {
      name: "",
      email: "the reader’s address",
      unsubscribeUrl: "https://x.example/u",
      preferencesUrl: "https://x.example/r",
    });
    expect(html).toContain(", the reader’s address <a");
  });

  test("23: a marker's key is random hex and nothing else", () => {
    for (const key of ["", "abc", ".*".repeat(16), markerKey.toUpperCase(), `${markerKey}\n`])
      expect(() => markers(key)).toThrow();
  });

  test.each([
    "javascript:x",
    "https://x.example/a b",
    `https://x.example/${"a".repeat(500)}`,
    "ftp://x.example",
    "https://x.example/\r\nBcc: b@x",
  ])("H-18: the link %j is refused", (url) => {
    expect(() => fillEdition(frozen(), { ...ana, unsubscribeUrl: url })).toThrow();
    expect(() => fillEdition(frozen(), { ...ana, preferencesUrl: url })).toThrow();
  });
});

describe("too much of everything (25)", () => {
  /** Renders what is made of `most`, which takes no more time than there is more of it. */
  const quick = async (most: number, make: (count: number) => IssueContent) => {
    let rendered!: Awaited<ReturnType<typeof render>>;
    expect(await growth(async (count) => (rendered = await render(make(count))), most)).toBeLessThan(12);
    return rendered;
  };
  const nested = (levels: number, inOne: (block: Block) => Block) => {
    let nested: Block = paragraph("At the bottom");
    for (let level = 0; level < levels; level++) nested = inOne(nested);
    return content({ intro: body(nested) });
  };

  test("500 articles take no more time than they are more, and the size says that it is too much", async () => {
    const { htmlBytes } = await quick(500, (count) =>
      content({ articles: Array.from({ length: count }, (_, n) => article({ slug: `a${n}` })) }),
    );
    expect(htmlBytes).toBeGreaterThan(100 * 1024);
  });

  test("20 000 nested quotes are flat text below the twelfth", async () => {
    const inQuote = (block: Block): Block => ({ type: "blockquote", content: [block] });
    const { html, text } = await quick(20_000, (levels) => nested(levels, inQuote));
    expect(html.match(/<blockquote/g)).toHaveLength(12);
    expect(html).toContain("At the bottom");
    expect(text).toContain("At the bottom");
  });

  test("20 000 nested lists too", async () => {
    const inList = (block: Block): Block => ({ type: "bulletList", content: [{ type: "listItem", content: [block] }] });
    expect((await quick(20_000, (levels) => nested(levels, inList))).text).toContain("At the bottom");
  });

  test("a word of 600 000 characters, 5 000 links, 30 000 paragraphs", async () => {
    await quick(600_000, (length) => content({ intro: body(paragraph("x".repeat(length))) }));
    const link = (n: number) => ({
      type: "text" as const,
      text: `l${n}`,
      marks: [{ type: "link" as const, attrs: { href: `https://x.example/${n}` } }],
    });
    const links = (count: number): Block => ({
      type: "paragraph",
      content: Array.from({ length: count }, (_, n) => link(n)),
    });
    await quick(5_000, (count) => content({ intro: body(links(count)) }));
    await quick(30_000, (count) => content({ intro: body(...Array.from({ length: count }, () => paragraph("p"))) }));
  });
});
