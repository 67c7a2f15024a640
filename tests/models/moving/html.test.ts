import { describe, expect, test } from "vitest";
import { parseBody } from "#app/models/body.server.ts";
import { bodyInMarkdown, type Block } from "#app/models/body.ts";
import { blocksFromHtml } from "#app/models/moving/html/read.server.ts";
import type { HtmlSource } from "#app/models/moving/html/reading.server.ts";

const own = `/images/${"0".repeat(32)}.jpg`;

/** What is read, as Markdown; every picture stands for one of ours whose description is its address. */
function read(html: string, source: Partial<HtmlSource> = {}) {
  const { blocks, notes } = blocksFromHtml(html, { base: "https://old.example/p/ferries", ...source });
  const brought = JSON.parse(JSON.stringify(blocks), (_key, value: unknown) =>
    isPicture(value) ? { ...value, alt: `${value.alt} <${value.src}>`.trim(), src: own, width: 4, height: 3 } : value,
  ) as Block[];
  const parsed = parseBody(
    JSON.stringify({ type: "doc", content: brought.length > 0 ? brought : [{ type: "paragraph" }] }),
  );
  if ("error" in parsed) throw new Error(JSON.stringify(parsed));
  // The signs around an address say nothing here.
  return { text: bodyInMarkdown(parsed.body, "").replace(/\]\(<([^>\n]*)>/g, "]($1"), blocks, notes };
}

function isPicture(value: unknown): value is { src: string; alt: string } {
  return typeof value === "object" && value !== null && "caption" in value === false
    ? "alt" in value && "src" in value
    : typeof value === "object" && value !== null && "alt" in value && "src" in value;
}

describe("HTML from elsewhere becomes our blocks:", () => {
  test("headings, marks, links, lists and lines", () => {
    const { text, notes } = read(`<h1>Top</h1><p>One <b>bold</b>, <em>soft</em>, 10<sup>6</sup>, <del>old</del>
      and <a href="/about">about</a>,<br>next <a href="mailto:a@b.example">mail</a>.</p><hr>
      <ul><li>one<ul><li>inner</li></ul></li><li><p>two</p></li></ul><ol start="4"><li>four<li>five</ol><h5>Small</h5>`);
    expect(text).toBe(
      [
        "## Top",
        "One **bold**, *soft*, 10<sup>6</sup>, ~~old~~ and [about](https://old.example/about),<br>next [mail](mailto:a@b.example).",
        "---",
        "- one\n\n  - inner\n- two",
        "4. four\n5. five",
        "#### Small",
      ].join("\n\n"),
    );
    expect(notes).toEqual([
      { kind: "heading", words: "Top" },
      { kind: "heading", words: "Small" },
    ]);
  });

  test("figures with their captions and credits, galleries, lazy and tracking pictures", () => {
    const { text, notes, blocks } = read(`
      <figure class="kg-card kg-width-wide"><a href="https://x.example/"><img src="a.jpg" alt="A ferry"></a>
      <figcaption>At the pier. <span>Photo: Ines Falk</span></figcaption></figure>
      <p>Words <img src="/pixel.gif" width="1" height="1"> here <img src="s.png" alt="🙂"></p>
      <figure class="wp-block-gallery"><figure><img src="1.jpg"></figure><figure><img data-src="2.jpg"></figure>
      <figcaption>Two</figcaption></figure>`);
    expect(blocks[0]).toEqual({
      type: "image",
      attrs: {
        ...{ src: "a.jpg", alt: "A ferry", width: 0, height: 0 },
        ...{ href: "https://x.example/", size: "wide", caption: "At the pier.", credit: "Ines Falk" },
      },
    });
    expect(text).toContain("Words here 🙂");
    expect(text).toContain('{.gallery caption="Two"}');
    expect(notes).toEqual([{ kind: "tracker", words: "old.example" }]);
  });

  test("tables of data with their joined cells; those that arrange things are dissolved in order", () => {
    const { text, notes } =
      read(`<table><caption>Fares</caption><thead><tr><td><b>Line</b><td align="right">Price</thead>
      <tr><td rowspan="2">A<td>1<tr><td><ul><li>2<li>3</ul></table>
      <table role="presentation"><tr><td><p>left</p></td><td><p>right</p></td></tr></table>`);
    expect(text).toBe("| Line | Price |\n| --- | --: |\n| A | 1 |\n|  | • 2<br>• 3 |\n\n: Fares\n\nleft\n\nright");
    expect(notes.map(({ kind }) => kind)).toEqual(["joined-cells", "cell-blocks"]);
  });

  test("quotes, code with its language, pull quotes and verse", () => {
    const { text } = read(`<blockquote><p>Said <cite>she</cite></p></blockquote>
      <pre><code class="language-ts">const a = 1 &lt; 2;\n  b()</code></pre>
      <figure class="wp-block-pullquote"><blockquote><p>Large</p><cite>Tom</cite></blockquote></figure>
      <pre class="wp-block-verse">one\ntwo</pre>`);
    expect(text).toBe(
      "> Said *she*\n\n```ts\nconst a = 1 < 2;\n  b()\n```\n\n> [!QUOTE] Tom\n>\n> Large\n\none<br>two",
    );
  });

  test("footnotes of Substack, WordPress and Markdown, each where it is referred to", () => {
    const { text } = read(`<p>One<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a>,
      two<sup data-fn="u" class="fn"><a href="#u" id="u-link">1</a></sup>,
      three<sup class="footnote-ref"><a href="#fn1" id="fnref1">[1]</a></sup>.</p>
      <div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>
      <div class="footnote-content"><p>First <b>note</b>.</p></div></div>
      <ol class="wp-block-footnotes"><li id="u">Second. <a href="#u-link">↩︎</a></li></ol>
      <section class="footnotes"><ol><li id="fn1"><p>Third. <a href="#fnref1" class="footnote-backref">↩</a></p></li></ol></section>`);
    expect(text).toBe("One[^1], two[^2], three[^3].\n\n[^1]: First **note**.\n\n[^2]: Second.\n\n[^3]: Third.");
  });

  test("embeds become cards with the address of their page", () => {
    const { text, notes } =
      read(`<figure class="kg-card kg-embed-card"><iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ?feature=oembed" title="A film"></iframe></figure>
      <iframe src="https://player.vimeo.com/video/1234"></iframe>
      <blockquote class="twitter-tweet"><p>Short words</p>— A <a href="https://twitter.com/a/status/1?ref=x">May 1</a></blockquote>
      <figure class="wp-block-embed"><div class="wp-block-embed__wrapper">https://soundcloud.com/a/b</div></figure>
      <div class="youtube-wrap" data-attrs="{&quot;videoId&quot;:&quot;abcdefghijk&quot;}"><iframe src="x"></iframe></div>
      <video src="/film.mp4"></video>`);
    const links = [...text.matchAll(/\]\(<?([^)>]*)>?\)\{\.card/g)].map(([, href]) => href);
    expect(links).toEqual([
      "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
      "https://vimeo.com/1234",
      "https://twitter.com/a/status/1",
      "https://soundcloud.com/a/b",
      "https://www.youtube.com/watch?v=abcdefghijk",
      "https://old.example/film.mp4",
    ]);
    expect(notes.every(({ kind }) => kind === "card")).toBe(true);
  });

  test("Ghost's cards", () => {
    const { text, notes } =
      read(`<!--kg-card-begin: html--><div class="kg-card kg-callout-card"><div class="kg-callout-emoji">💡</div>
      <div class="kg-callout-text">Mind <b>the gap</b></div></div>
      <div class="kg-card kg-button-card"><a href="https://x.example/join" class="kg-btn kg-btn-accent">Join us</a></div>
      <figure class="kg-card kg-bookmark-card"><a class="kg-bookmark-container" href="https://b.example/"><div class="kg-bookmark-content">
      <div class="kg-bookmark-title">Title</div><div class="kg-bookmark-description">Says</div><span class="kg-bookmark-publisher">B</span></div></a></figure>
      <div class="kg-card kg-toggle-card"><div class="kg-toggle-heading"><h4 class="kg-toggle-heading-text">More</h4><button><svg></svg></button></div>
      <div class="kg-toggle-content"><p>Inside</p></div></div>
      <div class="kg-card kg-signup-card"><h2>Sign up</h2><form><input></form></div><!--members-only--><p>Paid</p>`);
    expect(text).toBe(
      [
        "> [!NOTE]\n>\n> 💡 Mind **the gap**",
        "[Join us](https://x.example/join){.button}",
        '[Title](https://b.example/){.card site="B" description="Says"}',
        "#### More",
        "Inside",
        "Paid",
      ].join("\n\n"),
    );
    expect(notes.map(({ kind }) => kind).sort()).toEqual(["card", "paywall", "widget"]);
  });

  test("Substack's widgets are left out and named; its pictures are the whole ones", () => {
    const { text, blocks, notes } =
      read(`<p>Hello</p><div class="subscription-widget-wrap" data-attrs="{}"><p>Thanks for reading!</p><form><input type="email"></form></div>
      <div class="captioned-image-container"><figure><a class="image-link" href="https://substackcdn.com/image/fetch/x/https%3A%2F%2Fs3.example%2Fa.png"><div><picture><source srcset="y"><img src="https://substackcdn.com/image/fetch/w_1456,c_limit/https%3A%2F%2Fs3.example%2Fa.png" alt="A"></picture></div></a><figcaption class="image-caption">Cap</figcaption></figure></div>
      <p class="button-wrapper" data-attrs="{&quot;url&quot;:&quot;%%share_url%%&quot;}"><a class="button primary" href="%%share_url%%"><span>Share</span></a></p>
      <p class="button-wrapper"><a class="button primary" href="https://shop.example/"><span>Buy</span></a></p>
      <div class="pullquote"><p>Big words</p></div><div class="paywall-jump"></div><p>Rest</p>`);
    expect(blocks[1]).toMatchObject({ type: "image", attrs: { src: "https://s3.example/a.png", caption: "Cap" } });
    expect(text).toContain("[Buy](https://shop.example/){.button}");
    expect(text).toContain("> [!QUOTE]\n>\n> Big words");
    expect(text).not.toContain("Thanks");
    expect(notes).toContainEqual({ kind: "widget", words: "subscribe box: Thanks for reading!" });
    expect(notes.map(({ kind }) => kind)).toContain("paywall");
  });

  test("a mail's tables become its text in order; what its program fills in is left out and named", () => {
    const { text, notes } = read(
      `<html><head><title>x</title><style>p{}</style></head><body><span class="mcnPreviewText" style="display:none">Pre</span>
      <table id="bodyTable"><tr><td><table class="mcnTextBlock"><tbody><tr><td class="mcnTextContent">
      <h1>News</h1>Dear *|FNAME|*,<br><br>first <a href="https://a.example/">link</a>.</td></tr></tbody></table>
      <table><tr><td><img src="https://m.example/a.png" alt="A" width="564"></td><td><h3>Side</h3><p>by side</p></td></tr></table>
      <table><tr><td class="mcnButtonContent"><a class="mcnButton" href="https://b.example/">Go</a></td></tr></table>
      <table id="templateFooter"><tr><td>Our address is *|LIST:ADDRESS|* <a href="*|UNSUB|*">unsubscribe</a></td></tr></table>
      <a href="*|ARCHIVE|*">View this email in your browser</a></td></tr></table><img src="https://m.example/open.php" width="1" height="1"></body></html>`,
      { isMail: true, mergeTags: /\*\|[^|]{1,80}\|\*/g },
    );
    expect(text.split("\n\n")).toEqual([
      "## News",
      "Dear ,",
      "first [link](https://a.example/).",
      expect.stringContaining("https://m.example/a.png"),
      "### Side",
      "by side",
      "[Go](https://b.example/){.button}",
    ]);
    expect(notes.map(({ kind }) => kind).sort()).toEqual(["frame", "heading", "merge-tag", "merge-tag", "tracker"]);
  });

  test("no script, style or comment is ever text; links that lead nowhere from here are words", () => {
    const { text, notes } =
      read(`<script>alert(1)</script><style>p{}</style><noscript>no</noscript><!-- Tom: is that so? -->
      <p onclick="x()">A <a href="javascript:alert(1)">b</a> <a href="data:text/html,x">c</a> <a href="#here">d</a>
      <span style="display:none">hidden</span></p><p>5 &lt; 6 &amp;&nbsp;7 &#146;</p><svg><text>no</text></svg>`);
    expect(text).toBe("A b c d\n\n5 \\< 6 &\u00a07 ’");
    expect(notes.map(({ kind }) => kind).sort()).toEqual(["comment", "hidden", "link", "link"]);
  });

  test.each([
    ["nested boxes", "<div>".repeat(200_000)],
    ["nested lists", "<ul><li>".repeat(100_000) + "x"],
    ["nested tables", "<table><tr><td>".repeat(60_000) + "x"],
    ["nested marks with ends too many", "<b>".repeat(100_000) + "</i>".repeat(100_000)],
    ["comments without an end", "<!--".repeat(200_000)],
    ["tags without an end", "<a ".repeat(200_000)],
    ["quotes without an end", `<a b="`.repeat(100_001)],
    ["scripts without an end", "<script>".repeat(60_000)],
    ["entities", "&amp".repeat(200_000)],
    [
      "links to one footnote",
      `<p id="n"><a href="#r">${"x".repeat(100_000)}</a></p>` + `<a id="r" href="#n">1</a>`.repeat(20_000),
    ],
    ["joined cells", `<table>${`<tr><td colspan="9999" rowspan="9999">x`.repeat(3000)}</table>`],
  ])("hostile HTML ends soon and overflows nothing: %s", { timeout: 60_000 }, (_, html) => {
    expect(() => blocksFromHtml(html, { base: null })).not.toThrow();
  });
});
