import { describe, expect, test } from "vitest";
import { messagesIn } from "#app/i18n/messages.ts";
import { bodyInMarkdown, bodyLength, plainBody, type Body } from "#app/models/body.ts";
import { inFeed, inMail, inText, onThePage, read, withoutStyles } from "../support/places.ts";

const note = read("> [!NOTE]\n> Boats are counted **twice**.\n");
const warning = read("> [!Warning]\n>\n> - Ice\n> - Wind\n");
const figure = read("> [!FIGURE]\n>\n> 12 400\n>\n> boats in the harbour\n");
const quote = read("> [!QUOTE] Ada *Quist*, harbour master\n>\n> The sea decides.\n");
const advertisement = read(
  "> [!AD] Ropes & Co\n>\n> Buy [ropes](https://ropes.example/).\n>\n> [To the shop](https://ropes.example/shop){.button}\n",
);
const gap = "<tr><td>&nbsp;</td></tr>\n";
const button = read("[Read the **report**](https://x.example/report?a=1&b=2){.button}\n");

describe("a note", () => {
  test("is a box with its name on the page, in mails and in feeds", () => {
    const words = "<p>Boats are counted <strong>twice</strong>.</p>";
    expect(onThePage(note)).toBe(
      `<div role="note" class="callout" data-kind="note"><p class="box-name" dir="ltr">Note</p>${words}</div>`,
    );
    expect(withoutStyles(inMail(note))).toBe(
      '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">\n' +
        `<tr><td align="left" class="plain rule">\n<p class="quiet">Note</p>\n${words}\n</td></tr>\n${gap}</table>\n`,
    );
    expect(inFeed(note)).toBe(`<blockquote><p><strong>Note</strong></p>\n${words}\n</blockquote>\n`);
  });

  test("has a line at its side in plain text", () => {
    expect(inText(warning)).toBe("| Warning\n|\n| - Ice\n| - Wind");
  });

  test("has the letters that Outlook's cells do not inherit, and no ground that a mail program recolours", () => {
    const [, cell = ""] = /<td[^>]* style="([^"]*)"/.exec(inMail(note)) ?? [];
    expect(cell).toMatch(/font-family:.*font-size:17px;line-height:1.6;color:#23211e/);
    expect(inMail(note)).not.toContain("background");
  });

  test("shows its name in the briefing's language, whatever its words are in", () => {
    expect(onThePage(note, "ar")).toContain('data-kind="note" dir="ltr"><p class="box-name" dir="rtl">ملاحظة</p>');
    expect(inMail(note, "ar")).toMatch(
      /<table role="presentation" dir="ltr".*<p dir="rtl" class="quiet"[^>]*>ملاحظة</s,
    );
  });
});

test("a key figure is large on the page and in mails, and its first line in text", () => {
  expect(onThePage(figure)).toBe('<div class="key-figure"><p>12 400</p><p>boats in the harbour</p></div>');
  expect(inMail(figure)).toMatch(
    /<p style="[^"]*font-size:40px[^"]*" class="serif"><span dir="ltr"[^>]*>12 400<\/span><\/p>\n<p [^>]*>boats/,
  );
  expect(inText(figure)).toBe("| 12 400\n|\n| boats in the harbour");
});

test("a pull quote says whose words it has, in every place", () => {
  expect(onThePage(quote)).toBe(
    '<figure class="pull-quote"><blockquote><p>The sea decides.</p></blockquote>' +
      '<figcaption dir="auto">— Ada Quist, harbour master</figcaption></figure>',
  );
  expect(withoutStyles(inMail(quote))).toBe(
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">\n' +
      '<tr><td align="left" class="plain serif rule">\n<p aria-hidden="true" class="accent">“</p>\n' +
      '<blockquote><p>The sea decides.</p>\n<p class="quiet">— Ada Quist, harbour master</p>\n</blockquote></td></tr>\n' +
      `${gap}</table>\n`,
  );
  expect(inFeed(quote)).toBe(
    "<blockquote><p>The sea decides.</p>\n<p>— Ada Quist, harbour master</p>\n</blockquote>\n",
  );
  expect(inText(quote)).toBe("> The sea decides.\n>\n> — Ada Quist, harbour master");
  expect(plainBody(quote)).toBe("Ada Quist, harbour master\nThe sea decides.");
});

test("a note, a warning and an advertisement have lines of their own in mails", () => {
  const lines = [note, warning, advertisement].map((body) =>
    /class="plain (\w+)" style="padding:14px 16px 0;(border:[^;]*)/.exec(inMail(body))!.slice(1).join(" "),
  );
  expect(lines).toEqual([
    "rule border:1px solid #d9d1c2",
    "alert border:2px solid #8f2f1c",
    "rule border:3px double #d9d1c2",
  ]);
});

describe("an advertisement", () => {
  test.each([
    ["en", "Advertisement"],
    ["de", "Anzeige"],
    ["fr", "Publicité"],
    ["es", "Publicidad"],
    ["ar", "إعلان"],
  ])("says in %s that it is one: %s", (language, name) => {
    expect(messagesIn(language)("article.advertisement")).toBe(name);
    for (const place of [onThePage, inMail, inFeed, inText]) expect(place(advertisement, language)).toContain(name);
  });

  test("marks its links as paid for, buttons too, and no other link", () => {
    const around = read("Before [it](https://x.example/).");
    const body: Body = { type: "doc", content: [...advertisement.content!, ...around.content!] };
    for (const place of [onThePage, inMail, inFeed]) {
      const links = place(body).match(/<a [^>]*>/g)!;
      expect(links.map((link) => /rel="sponsored/.test(link))).toEqual([true, true, false]);
    }
  });

  test("has no words in searches, counts and descriptions: they are not the article's", () => {
    expect(plainBody(advertisement)).toBe("");
    expect(bodyLength(advertisement).words).toBe(0);
  });

  test("names who paid for it", () => {
    expect(onThePage(advertisement)).toContain("Advertisement · <bdi>Ropes &amp; Co</bdi>");
    expect(inText(advertisement)).toMatch(/^\| Advertisement · Ropes & Co\n\|\n\| Buy ropes \(https:/);
  });
});

describe("an advertisement nested deeper than anyone reads", () => {
  const within = (levels: number) => {
    let block = read("> [!AD] Ropes & Co\n>\n> > Buy.\n").content![0]!;
    for (let level = 0; level < levels; level += 1) block = { type: "blockquote", content: [block] };
    return { type: "doc" as const, content: [block] };
  };

  test.each([11, 12, 13, 14, 40, 5000])("keeps its mark in every place, %i quotes around it", (levels) => {
    const body = within(levels);
    for (const html of [onThePage(body), inMail(body), inFeed(body)]) {
      const words = html.replace(/<[^>]+>/g, "").replace(/\s+/g, " ");
      expect(words).toMatch(/Advertisement · Ropes &amp; Co ?Buy\./);
    }
    expect(inText(body).replace(/[|>\s]+/g, " ")).toContain("Advertisement · Ropes & Co Buy.");
    expect(bodyInMarkdown(body, "")).toMatch(/\[!AD\] Ropes & Co[>\s]+Buy\./);
    expect(plainBody(body)).not.toContain("Buy");
  });
});

describe("a button", () => {
  test("is a link with its words in every place", () => {
    const href = "https://x.example/report?a=1&amp;b=2";
    expect(onThePage(button)).toBe(
      `<p class="button-line"><a class="button-link" href="${href}" rel="noopener noreferrer"><span dir="auto">Read the report</span></a></p>`,
    );
    expect(withoutStyles(inMail(button))).toContain(
      `<td class="button" align="center" bgcolor="#8f2f1c"><a href="${href}">Read the report</a></td>`,
    );
    expect(inFeed(button)).toBe(`<p><a href="${href}"><strong>Read the report</strong></a></p>\n`);
    expect(inText(button)).toBe("Read the report (https://x.example/report?a=1&b=2)");
    expect(plainBody(button)).toBe("Read the report");
  });

  test.each([
    ["without words", { label: " ", href: "https://x.example/" }],
    ["without an address", { label: "Read", href: "" }],
    ["with an address that was not typed to its end", { label: "Read", href: "exam" }],
    ["that would run a script", { label: "Read", href: "javascript:alert(1)" }],
    ["to a file", { label: "Read", href: "file:///etc/passwd" }],
  ])("%s shows nothing anywhere (S-09)", (_what, attrs) => {
    const body: Body = { type: "doc", content: [{ type: "button", attrs }] };
    expect([onThePage, inMail, inFeed, inText].map((place) => place(body))).toEqual(["", "", "", ""]);
  });

  test.each([
    { label: "Read", href: "exam" },
    { label: "Read", href: 'ines.example/sign up [now] *today* "a" \\ {.button}' },
    { label: "Read", href: "javascript:alert(1)" },
    { label: "Read", href: "<https://x.example" },
    { label: "Read", href: "" },
    { label: "", href: "exam" },
    { label: "", href: "https://x.example/" },
    { label: "-", href: "https://x.example/" },
  ])("keeps all that was typed in Markdown, however unfit: %j", (attrs) => {
    const body: Body = { type: "doc", content: [{ type: "button", attrs }] };
    expect(read(bodyInMarkdown(body, ""))).toEqual(body);
  });
});

test.each([
  ["a note", "> [!NOTE]\n>\n> Boats **twice**.\n>\n> - a"],
  ["a warning", "> [!WARNING]\n>\n> Ice"],
  ["a key figure", "> [!FIGURE]\n>\n> 12\n>\n> boats"],
  ["a pull quote", "> [!QUOTE] Ada \\*Quist\\*\n>\n> The sea."],
  ["a pull quote of nobody", "> [!QUOTE]\n>\n> The sea."],
  ["an advertisement", "> [!AD] Ropes\n>\n> Buy.\n>\n> [Shop](<https://x.example/>){.button}"],
  ["a box in a box", "> [!NOTE]\n>\n> > [!QUOTE] Ada\n> >\n> > The sea."],
  ["an ordinary quote that only looks like a box", "> \\[!NOTE\\] is a sign"],
  ["a link before braces", "[a](<https://x.example/>)\\{.button}"],
])("%s is the same after its Markdown was read", (_what, markdown) => {
  expect(bodyInMarkdown(read(markdown), "")).toBe(markdown);
});

test("an unknown sign leaves a quote a quote", () => {
  expect(onThePage(read("> [!SHARK]\n> Swims.\n"))).toBe("<blockquote><p>[!SHARK] Swims.</p></blockquote>");
});
