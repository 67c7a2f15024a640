import { describe, expect, test } from "vitest";
import { renderEdition } from "#emails/render/edition.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { article, content, markerKey } from "../emails/samples.ts";
import { wordPasteNote } from "#app/components/desk/richtext/pasteNotes.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { bodyInMarkdown, bodyLength, plainBody, textAndNotes, type Body } from "#app/models/body.ts";
import { inFeed, inMail, inText, onThePage, read, withoutStyles } from "../support/places.ts";

const rose = read(
  "It **rose[^a] a lot**. And^[an *aside*] fell.[^b]\n\n> Said[^c]\n\n[^b]: [Two](https://x.example/)\n\n[^a]: By two.\n\n    - Or three.\n\n[^c]: By Ada.\n",
);
const mark = (number: number) =>
  `<sup class="footnote-mark"><a id="to-note-${number}" href="#note-${number}" role="doc-noteref" aria-label="Note ${number}">${number}</a></sup>`;
const back = (number: number) =>
  `<a href="#to-note-${number}" role="doc-backlink" aria-label="Back to note ${number} in the text">↩\ufe0e</a>`;

describe("footnotes", () => {
  test("are numbered by their place on the page, lead to their words, and those back", () => {
    expect(onThePage(rose)).toBe(
      `<p>It <strong>rose</strong>${mark(1)}<strong> a lot</strong>. And${mark(2)} fell.${mark(3)}</p>` +
        `<blockquote><p>Said${mark(4)}</p></blockquote>` +
        '<section role="doc-endnotes" aria-labelledby="notes-heading" class="footnotes"><h2 id="notes-heading">Notes</h2><ol>' +
        `<li id="note-1"><span dir="auto">By two. Or three.</span> ${back(1)}</li>` +
        `<li id="note-2"><span dir="auto">an <em>aside</em></span> ${back(2)}</li>` +
        `<li id="note-3"><span dir="auto"><a href="https://x.example/" rel="noopener noreferrer">Two</a></span> ${back(3)}</li>` +
        `<li id="note-4"><span dir="auto">By Ada.</span> ${back(4)}</li></ol></section>`,
    );
  });

  test("stand below their text in mails and feeds, where no link leads inside of it", () => {
    const html =
      "<p>It <strong>rose</strong><sup>[1]</sup><strong> a lot</strong>. And<sup>[2]</sup> fell.<sup>[3]</sup></p>\n" +
      "<blockquote><p>Said<sup>[4]</sup></p>\n</blockquote>\n<h2>Notes</h2>\n" +
      '<ol><li>By two. Or three.</li>\n<li>an <em>aside</em></li>\n<li><a href="https://x.example/">Two</a></li>\n<li>By Ada.</li>\n</ol>\n';
    expect(withoutStyles(inMail(rose)).replace(' class="rule"', "")).toBe(html);
    expect(inFeed(rose)).toBe(html);
  });

  test("are numbers in brackets in plain text", () => {
    expect(inText(rose)).toBe(
      "It rose[1] a lot. And[2] fell.[3]\n\n> Said[4]\n\nNotes\n\n" +
        "[1] By two. Or three.\n[2] an aside\n[3] Two (https://x.example/)\n[4] By Ada.",
    );
  });

  test.each([
    ["de", "Anmerkungen"],
    ["fr", "Notes"],
    ["es", "Notas"],
    ["ar", "الحواشي"],
  ])("have a heading in %s: %s", (language, heading) => {
    expect(onThePage(rose, language)).toContain(`<h2 id="notes-heading">${heading}</h2>`);
    expect(inText(rose, language)).toContain(`\n\n${heading}\n\n[1] `);
  });

  test("keep the side of an Arabic list for their numbers, whatever the script of their words", () => {
    const latin = read("نص عربي.^[See the annex.]");
    expect(onThePage(latin, "ar")).toContain('<li id="note-1"><span dir="auto">See the annex.</span>');
    expect(inMail(latin, "ar")).toMatch(
      /<li style="[^"]*"><span dir="ltr" style="[^"]*">See the annex\.<\/span><\/li>/,
    );
  });

  test("are found and counted, behind the sentences that they would interrupt", () => {
    expect(plainBody(rose)).toBe("It rose a lot. And fell.\nSaid\nBy two. Or three.\nan aside\nTwo\nBy Ada.");
    expect(bodyLength(rose).words).toBe(16);
  });

  test("are apart from the text, for descriptions without them", () => {
    expect(textAndNotes(rose)).toEqual({
      text: "It rose a lot. And fell.\nSaid",
      notes: ["By two. Or three.", "an aside", "Two", "By Ada."],
    });
  });

  test("are the same after their Markdown was read", () => {
    const markdown =
      "It **rose[^1] a lot**. And[^2] fell.[^3]\n\n> Said[^4]\n\n[^1]: By two. Or three.\n\n[^2]: an *aside*\n\n" +
      "[^3]: [Two](<https://x.example/>)\n\n[^4]: By Ada.";
    expect(bodyInMarkdown(rose, "")).toBe(markdown);
    expect(read(markdown)).toEqual(rose);
  });

  test("without words show nothing and have no number", () => {
    const text = (words: string) => ({ type: "text" as const, text: words });
    const note = (words: string) => ({ type: "footnote" as const, content: words ? [text(words)] : [] });
    const body: Body = { type: "doc", content: [{ type: "paragraph", content: [text("a"), note(""), note("b")] }] };
    expect(inText(body)).toBe("a[1]\n\nNotes\n\n[1] b");
    expect(onThePage(body)).toContain(`<p>a${mark(1)}</p>`);
    expect(bodyInMarkdown(body, "")).toBe("a[^1]\n\n[^1]: b");
  });

  test("twice named in Markdown, are two, which is said; in a footnote, are words in brackets", () => {
    const parsed = bodyFromMarkdown("z\n\na[^1] b[^1]\n\n[^1]: c[^2]\n\n[^2]: d\n");
    if ("error" in parsed) throw new Error(parsed.error);
    expect(inText(parsed.body)).toBe("z\n\na[1] b[2]\n\nNotes\n\n[1] c (d)\n[2] c (d)");
    expect(parsed.notices).toEqual([{ line: 3, what: "repeated-note" }]);
    expect(wordPasteNote({ kind: "repeated-note", examples: [""] })).toBe(
      "1 footnote that is referred to again stands there again, with a number of its own.",
    );
  });
});

test("each article of an issue keeps its footnotes with it, numbered from 1, in both parts of the mail", async () => {
  const articles = ["Boats", "Cranes"].map((words) =>
    article({ slug: words, headline: words, display: "full", body: read(`Rose.^[About ${words}.]`) }),
  );
  const { html, text } = await renderEdition(loadTemplates(), content({ articles }), markerKey);
  for (const part of [html.replace(/<[^>]+>/g, " "), text])
    expect(part.replace(/\s+/g, " ")).toMatch(
      /Boats.*Rose\. ?\[1\].*Notes.*About Boats\..*Cranes.*Rose\. ?\[1\].*Notes.*About Cranes\./,
    );
});
