import { describe, expect, test } from "vitest";
import { emptyBody } from "#app/models/body.ts";
import { mailRules } from "#app/models/preflight/accessibility.server.ts";
import { htmlTree } from "#app/models/preflight/htmlTree.server.ts";
import { sectionsOf, type IssueItem } from "#app/models/sections.ts";
import { renderEdition } from "#emails/render/edition.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { arabicSectioned, article, body, content, markerKey, paragraph, sectioned } from "../samples.ts";

const templates = loadTemplates();
const render = (issue: IssueContent) => renderEdition(templates, issue, markerKey);

/** The headings of a mail, like `h2 In brief`. */
function headingsIn(html: string): string[] {
  return [...html.matchAll(/<(h[1-6])[^>]*>(.*?)<\/\1>/gs)].map(([, tag, inner]) => {
    return `${tag} ${inner!.replace(/<[^>]*>/g, "")}`;
  });
}

const item = (text: string, url = "", source = ""): IssueItem => ({ kind: "item", text, url, source });

describe("a mail in sections", () => {
  test("has its headings in order: subject, section, article, those of the article's text (E-14)", async () => {
    const { html } = await render(sectioned());
    expect(headingsIn(html)).toEqual([
      "h1 The night shift goes driverless",
      "h2 In this issue",
      "h2 Three ports hand the night shift to machines",
      "h3 What the night costs",
      "h4 The premium",
      "h3 Sources",
      "h2 In brief",
      "h3 Brussels narrows its machine rules to what moves among people",
      "h3 A hand that feels slip before it happens",
      "h2 Numbers",
      "h3 Where the robot money went in the third quarter",
      "h2 From the archive",
      "h3 A hand that feels slip before it happens",
      "h4 What the night costs",
      "h5 The premium",
      "h4 Sources",
    ]);
  });

  test("lists its contents under the headings, numbered through", async () => {
    const { html, text } = await render(sectioned());
    const contents = html.slice(html.indexOf("In this issue"), html.indexOf("Algeciras"));
    expect(contents.match(/<ol[^>]*?( start="\d+")?(?= style)/g)).toEqual([
      "<ol",
      '<ol start="2"',
      '<ol start="4"',
      '<ol start="5"',
    ]);
    expect(text).toContain("In brief\n2. Brussels narrows its machine rules");
  });

  test("says the same in both parts, in one order", async () => {
    const { html, text } = await render(sectioned());
    const flat = text.replace(/\s+/g, " ");
    const order = [
      "Three European ports",
      "In brief",
      "What else moved this week",
      "Rotterdam orders forty electric carriers.",
      "Ports Daily",
      "A standard for robot lifts",
      "Brussels narrows its machine rules",
      "40: carriers that Rotterdam ordered",
      "That was the week.",
    ];
    for (const part of [html, flat]) {
      let at = 0;
      for (const words of order) {
        at = part.indexOf(words, at);
        expect([words, at > 0]).toEqual([words, true]);
      }
    }
    expect(flat).toContain("- Rotterdam orders forty electric carriers. (https://ports.example.com/40) · Ports Daily");
  });

  test("shows an article as a headline without picture, dek and text", async () => {
    const { html } = await render(
      content({
        sections: sectionsOf({
          articles: [article({ slug: "a", headline: "Ports", dek: "A dek.", display: "headline" })],
        }),
      }),
    );
    expect(html).toMatch(/<h2 class="serif"[^>]*><a href="[^"]*\/articles\/a"/);
    for (const words of ["A dek.", "<img", "At ten in the evening", "Read “Ports”"]) expect(html).not.toContain(words);
  });

  test("turns a heading and an item of the other direction, each by itself (E-11)", async () => {
    const { html, text } = await render(arabicSectioned());
    expect(html).toMatch(/<h2 class="accent alert" dir="ltr"[^>]*text-align:left[^>]*>Numbers</);
    expect(html).toMatch(/<h2 class="accent alert" style="[^"]*">باختصار</);
    expect(html).toContain('<span dir="ltr" style="unicode-bidi:isolate">Ports Daily</span>');
    expect(html).toContain('<ul style="margin:0 0 16px;padding:0;padding-right:24px">');
    expect(text).toContain("\u2066Ports Daily\u2069");
  });

  test("links an item only where a link may lead, and names one without words by its site (E-21)", async () => {
    const pieces = [
      item("Bad.", "javascript:alert(1)"),
      item("", "https://ports.example.com/x"),
      item("Plain.", "not a link"),
    ];
    const { html } = await render(
      content({ sections: [{ heading: "In brief", text: emptyBody, rule: null, pieces }] }),
    );
    expect(html).not.toContain("javascript:");
    expect(html).toMatch(/<li [^>]*>Bad\.<\/li>/);
    expect(html).toMatch(/<a href="https:\/\/ports\.example\.com\/x"[^>]*>ports\.example\.com<\/a>/);
    expect(html).toMatch(/<li [^>]*>Plain\.<\/li>/);
  });

  test.each([
    ["in English", sectioned],
    ["in Arabic", arabicSectioned],
  ])("%s breaks no rule of accessible mails", async (_, make) => {
    const tree = htmlTree((await render(make())).html);
    for (const [name, { breaks }] of Object.entries(mailRules)) expect([name, breaks(tree)]).toEqual([name, []]);
  });

  test("without any heading is the mail of its articles, with the texts where they stand", async () => {
    const [first, ...rest] = content().articles;
    const sections = [...sectionsOf({ articles: [first!] }), ...sectionsOf({ articles: rest })];
    expect((await render(content({ sections }))).html).toBe((await render(content())).html);
    sections[1]!.text = body(paragraph("And now the rest."));
    expect((await render(content({ sections }))).html).toContain("And now the rest.");
  });

  test("costs little more than the same articles without sections", async () => {
    const plain = (await render(content({ articles: sectioned().articles }))).htmlBytes;
    expect((await render(sectioned())).htmlBytes - plain).toBeLessThan(4 * 1024);
  });
});
