import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { BodyView } from "#app/components/ui/BodyView.tsx";
import { messagesIn } from "#app/i18n/messages.ts";
import { parseBody } from "#app/models/body.server.ts";
import { plainBody, type Body } from "#app/models/body.ts";
import { asMarkdown, bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { withoutComments } from "#app/models/markdownComments.server.ts";
import { articleHtml } from "#app/models/site/feeds/html.server.ts";

import { bodyMarkup, bodyAsText as mailText } from "#emails/render/body.server.ts";
import { mailLanguage } from "#emails/render/language.server.ts";

function read(markdown: string) {
  const parsed = bodyFromMarkdown(markdown);
  if ("error" in parsed) throw new Error(parsed.error);
  return parsed;
}

const web = (body: Body) => renderToStaticMarkup(createElement(BodyView, { body }));
const inMail = (body: Body) =>
  bodyMarkup(body, { origin: "https://x.example.org", language: mailLanguage("en"), headingLevel: 2 }).source;
const inText = (body: Body) => mailText(body, messagesIn("en"));

/** What readers see anywhere. */
function everywhere(markdown: string): string {
  const { body } = read(markdown);
  return [web(body), inMail(body), inText(body), plainBody(body)].join("\n");
}

describe("comments are for those who write", () => {
  test.each([
    ["on a line of its own", "Public.\n\n<!-- secret -->\n\nMore."],
    ["over many lines, with empty ones", "Public.\n\n<!-- secret\n\nsecret\n\n- secret\n-->\nMore."],
    ["among words", "Public <!-- secret --> More."],
    ["among words and over a paragraph's end", "Public <!-- secret\n\nsecret --> More."],
    ["directly behind a word", "Public<!--secret-->. More."],
    [
      "in a heading, a list, a quote and emphasis",
      "## Public <!-- secret -->\n\n- a <!-- secret -->\n\n> **b <!-- secret -->** More.",
    ],
    ["with code in it", "Public.\n\n<!--\n```\nsecret\n```\n-->\n\nMore."],
    ["that begins among words, with code in it", "Public <!-- a\n\n```\nsecret\n```\n\n--> More."],
    ["in the text of a link", "Public [a <!-- secret --> b](https://x.example.org/) More."],
    ["with dashes and signs in it", "Public <!-- secret -- > secret --! > secret ---> More."],
    ["that looks empty at first", "Public <!--> secret --> More."],
    ["indented as if it were code", "Public.\n\n    <!-- secret -->\n\nMore."],
    ["two in a line", "Public <!-- secret --> and <!-- secret --> More."],
    ["after a lone backtick", "Public ` <!-- secret --> More."],
    ["in a backtick that closes nowhere near", "Public ` <!-- secret -->\n\n` More."],
    ["in Windows line ends", "Public.\r\n\r\n<!-- secret\r\n-->\r\nMore."],
    ["of Jekyll", "Public.\n\n{% comment %}secret\n\nsecret{% endcomment %}\n\nMore."],
    ["of Hugo", "Public.\n\n{{/* secret */}}\n\nMore."],
    ["of MDX", "Public.\n\n{/* secret */}\n\nMore."],
    ["of Nunjucks", "Public.\n\n{# secret #}\n\nMore."],
    ["of Handlebars", "Public.\n\n{{!-- secret --}}\n\nMore."],
    ["of Obsidian, among words", "Public %%secret%% More."],
    ["of Obsidian, in a block", "Public.\n\n%%\nsecret\n\nsecret\n%%\n\nMore."],
    ["as a link that nobody follows", "Public.\n\n[//]: # (secret)\n\nMore."],
  ])("%s", (_what, markdown) => {
    const shown = everywhere(markdown);
    expect(shown).not.toMatch(/secret|-->|<!--|&lt;!|%%|\*\*/);
    expect(shown).toContain("Public");
    expect(shown).toContain("More");
  });

  test("one that is closed nowhere is a fault with its line: nothing is published", () => {
    expect(bodyFromMarkdown("Public.\n\n<!-- secret\n\nMore.")).toMatchObject({ line: 3 });
    expect(bodyFromMarkdown("Public <!-- secret")).toHaveProperty("error");
    expect(bodyFromMarkdown("Public <!-- secret ->")).toHaveProperty("error");
  });

  test("in code they are what the code says", () => {
    const fenced = read(
      "```html\n<!-- kept -->\n<p>\n```\n\n    code\n    <!-- kept -->\n\nand `<!-- kept -->` and ``a ` <!-- kept``.",
    );
    expect(web(fenced.body).match(/kept/g)).toHaveLength(4);
    expect(web(read("A sign \\<!-- kept -->").body)).toContain("kept");
  });

  test("what only looks like one stays: percent signs, braces, an arrow", () => {
    const text = "From 50%% to 60%% --> up {#anchor} {{ name }} {% tag %} <b>";
    expect(plainBody(read(text).body)).toBe(text);
  });

  test.each([
    ["backticks", "`".repeat(300_000)],
    ["backticks of every length", Array.from({ length: 700 }, (_, i) => "`".repeat(i)).join(" ")],
    ["backticks on their own lines", "` a\n".repeat(100_000)],
    ["beginnings", "{# a ".repeat(100_000) + "\n\n#}"],
    ["percent signs", "a %%b\n".repeat(80_000)],
    ["comments", "a <!-- b --> ".repeat(40_000)],
    ["paragraphs", "a %% b\n\n".repeat(70_000)],
  ])("half a megabyte of %s is read as quickly as words (row 25)", (_what, markdown) => {
    expect(withoutComments(markdown)).toHaveProperty("text");
  });

  test("settings are words, whatever is in them", () => {
    for (const words of ["<!-- a -->", "%%a%%", "{# a #}", "[^1]", "a | b", "x^[y]"])
      expect(plainBody(read(`The ${asMarkdown(words)} Briefing`).body)).toBe(`The ${words} Briefing`);
  });
});

describe("code keeps its lines", () => {
  const markdown = 'Run this:\n\n```sh\nmake tide\n\n  make wind <a> & "b"\n```\n\nor\n\n    make rain\n    make sun\n';
  const { body, notices } = read(markdown);

  test("on the page, in the mail and in feeds as a block of code", () => {
    const lines = "make tide\n\n  make wind &lt;a&gt; &amp; &quot;b&quot;";
    expect(web(body)).toContain(`<pre dir="ltr"><code>${lines}</code></pre>`);
    expect(web(body)).toContain("<code>make rain\nmake sun</code>");
    expect(inMail(body)).toContain(`>${lines}</code></pre>`);
    const article = { image: null, imageAlt: "", imageCredit: "", body, sources: [] };
    const voice = { language: "en", timeZone: "UTC" };
    expect(articleHtml("https://x.example.org", voice, article as never, [])).toContain(
      `<pre dir="ltr"><code>${lines}</code></pre>`,
    );
    expect(notices).toEqual([]);
  });

  test("in plain text behind four spaces, never wrapped", () => {
    const long = `make ${"tide ".repeat(40)}`.trim();
    expect(inText(body)).toContain('    make tide\n\n      make wind <a> & "b"');
    expect(inText(read(`\`\`\`\n${long}\n\`\`\``).body)).toBe(`    ${long}`);
  });

  test("its language is one short word, or none", () => {
    expect(body.content?.[1]).toMatchObject({ type: "codeBlock", attrs: { language: "sh" } });
    expect(read('```"><script>\nx\n```').body.content?.[0]).toMatchObject({ attrs: { language: null } });
    const block = { type: "codeBlock", attrs: { language: '"><b' }, content: [{ type: "text", text: "x" }] };
    expect(parseBody(JSON.stringify({ type: "doc", content: [block] }))).toHaveProperty("error");
  });

  test("an empty one is nothing, and marks stay out of it", () => {
    expect(web(read("```\n```").body)).toBe("");
    expect(inText(read("```\n```").body)).toBe("");
    expect(web(read("```\n**x**\n```").body)).toContain("<code>**x**</code>");
  });
});

test("a picture of another site leaves nothing in its place, alone or in a gallery, and is named by its line", () => {
  const own = `![Ours](https://x.example.org/images/${"0a".repeat(16)}.jpg){width=8 height=6}`;
  const lost = "![Theirs](https://y.example.org/a.jpg)";
  const read = (text: string) => {
    const parsed = bodyFromMarkdown(text, "https://x.example.org");
    if ("error" in parsed) throw new Error(JSON.stringify(parsed));
    return [parsed.body.content!.map(({ type }) => type), parsed.notices];
  };
  const notice = { line: 3, what: "picture" };
  expect(read(`Before\n\n${lost}\n\nAfter`)).toEqual([["paragraph", "paragraph"], [notice]]);
  expect(read(`Before\n\n${lost}{width=8 height=6}\n\nAfter`)).toEqual([["paragraph", "paragraph"], [notice]]);
  expect(read(`Before\n\n${own}\n${lost}{width=8 height=6}\n{.gallery}\n\nAfter`)).toEqual([
    ["paragraph", "image", "paragraph"],
    [notice],
  ]);
  expect(read(lost)).toEqual([["paragraph"], [{ line: 1, what: "picture" }]]);
  expect(read(`- ${lost}\n- Words`)).toEqual([["bulletList"], [{ line: 1, what: "picture" }]]);
});
