import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { BodyView } from "#app/components/ui/BodyView.tsx";
import { messagesIn } from "#app/i18n/messages.ts";
import { parseBody } from "#app/models/body.server.ts";
import { bodyLength, plainBody, type Body } from "#app/models/body.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import type { Inline } from "#app/models/marks.ts";
import { articleHtml } from "#app/models/site/feeds/html.server.ts";
import { bodyAsText, bodyMarkup } from "#emails/render/body.server.ts";
import { mailLanguage } from "#emails/render/language.server.ts";

function read(markdown: string): Body {
  const parsed = bodyFromMarkdown(markdown);
  if ("error" in parsed) throw new Error(parsed.error);
  return parsed.body;
}

const web = (body: Body) => renderToStaticMarkup(createElement(BodyView, { body }));
const inMail = (body: Body) =>
  bodyMarkup(body, { origin: "https://x.example.org", language: mailLanguage("en"), headingLevel: 2 }).source;
const inText = (body: Body) => bodyAsText(body, messagesIn("en"));
const inFeed = (body: Body) => {
  const article = { image: null, imageAlt: "", imageCredit: "", body, sources: [] };
  return articleHtml("https://x.example.org", { language: "en", timeZone: "UTC" }, article as never, []);
};

describe("a superscript, a subscript and struck-out words say what they say in every place", () => {
  const body = read("Of 10<sup>6</sup> t CO<sub>2</sub>, ~~nine~~ ten tenths stay.");

  test("on the page", () => {
    expect(web(body)).toBe("<p>Of 10<sup>6</sup> t CO<sub>2</sub>, <s>nine</s> ten tenths stay.</p>");
  });

  test("in mail, without a taller line", () => {
    const small = 'style="font-size:75%;line-height:0"';
    expect(inMail(body)).toContain(`10<sup ${small}>6</sup> t CO<sub ${small}>2</sub>, <s>nine</s> ten`);
  });

  test("in feeds", () => {
    expect(inFeed(body)).toBe("<p>Of 10<sup>6</sup> t CO<sub>2</sub>, <s>nine</s> ten tenths stay.</p>\n");
  });

  test("in plain text by their signs", () => {
    expect(inText(body)).toBe("Of 10⁶ t CO₂, ~~nine~~ ten tenths stay.");
  });

  test("in descriptions and search without what no longer holds", () => {
    expect(plainBody(body)).toBe("Of 10⁶ t CO₂,  ten tenths stay.");
    expect(bodyLength(body).words).toBe(7);
  });
});

describe("in plain text", () => {
  test.each([
    ["10<sup>6</sup>", "10⁶"],
    ["10<sup>−12</sup> or 10<sup>-12</sup>", "10⁻¹² or 10⁻¹²"],
    ["x<sup>Q</sup>", "x^Q"],
    ["x<sup>2, q</sup>", "x^(2, q)"],
    ["the 1<sup>st</sup>, le 2<sup>e</sup>", "the 1ˢᵗ, le 2ᵉ"],
    ["v<sub>max</sub> and v<sub>Bo</sub>", "vₘₐₓ and v_(Bo)"],
    ["10<sup>1**2**</sup>", "10¹²"],
    ["10<sup> 6 </sup>m", "10 ⁶ m"],
    ["~~all **of** it~~ none", "~~all of it~~ none"],
    ["~~10<sup>6</sup>~~ 10<sup>9</sup>", "~~10⁶~~ 10⁹"],
    ["~~[the port](https://port.example/)~~", "~~the port~~ (https://port.example/)"],
  ])("%s is %s", (markdown, text) => {
    expect(inText(read(markdown))).toBe(text);
  });
});

describe("in Markdown", () => {
  test.each([
    ["`<sup>6</sup>`", '<p><code dir="ltr">&lt;sup&gt;6&lt;/sup&gt;</code></p>'],
    ["\\<sup>6\\</sup>", "<p>&lt;sup&gt;6&lt;/sup&gt;</p>"],
    ["a <sup>b", "<p>a &lt;sup&gt;b</p>"],
    ["a b</sub> c", "<p>a b&lt;/sub&gt; c</p>"],
    ['<sup onclick="x">b</sup>', "<p>&lt;sup onclick=&quot;x&quot;&gt;b&lt;/sup&gt;</p>"],
    ["<del>old</del> <s>old</s>", "<p><s>old</s> <s>old</s></p>"],
    ["**2<SUP>10</SUP>**", "<p><strong>2</strong><strong><sup>10</sup></strong></p>"],
    ["\\~~kept\\~~", "<p>~~kept~~</p>"],
  ])("%s is read as %s", (markdown, html) => {
    expect(web(read(markdown))).toBe(html);
  });

  test.each([
    ["openings", "<sup>".repeat(100_000)],
    ["pairs inside each other", `${"<sup>".repeat(50_000)}x${"</sup>".repeat(50_000)}`],
    ["pairs that cross", "<sup><sub></sup></sub>".repeat(20_000)],
  ])("half a megabyte of %s is read (row 25)", (_what, markdown) => {
    expect(bodyFromMarkdown(markdown)).toHaveProperty("body");
  });
});

test("no text is above and below the line at once", () => {
  const content: Inline[] = [{ type: "text", text: "x", marks: [{ type: "superscript" }, { type: "subscript" }] }];
  const json = JSON.stringify({ type: "doc", content: [{ type: "paragraph", content }] });
  expect(parseBody(json)).toMatchObject({ error: "unpublishable" });
});
