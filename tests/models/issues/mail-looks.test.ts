import { beforeEach, describe, expect, test } from "vitest";
import { inboxCut, inboxLimits } from "#app/models/inboxCuts.ts";
import { forcedDark } from "#app/models/issues/forcedDark.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { firstWords } from "#app/models/issues/mailWords.server.ts";
import { inLook, previewOf } from "#app/models/issues/previews.server.ts";
import { asWordDraws } from "#app/models/issues/wordEngine.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, anIssue } from "../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const mailOf = async (number: number) => (await previewOf(context, number, "ruth@briefing.example"))!.html;

describe("an inbox", () => {
  const mail = { from: "The Robotics Briefing", subject: "s".repeat(80), preview: "p".repeat(200) };

  test("cuts each part where its program does", () => {
    const phone = inboxCut(mail, inboxLimits.apple.phone);
    expect([phone.from, phone.subject, phone.preview]).toEqual([
      "The Robotics Briefing",
      `${"s".repeat(48)}…`,
      `${"p".repeat(99)}…`,
    ]);
    expect(phone.rest).toEqual({ subject: 32, preview: 101 });
    expect(inboxCut({ ...mail, subject: "Robots" }, inboxLimits.apple.phone)).toMatchObject({
      subject: "Robots",
      rest: { subject: 0 },
    });
  });

  test("of Gmail in a browser gives subject and preview one line, and a long subject takes from the preview", () => {
    const limits = inboxLimits.gmail.desktop;
    expect(inboxCut({ ...mail, subject: "s".repeat(40) }, limits).preview).toBe(`${"p".repeat(97)}…`);
    expect(inboxCut(mail, limits).preview).toBe(`${"p".repeat(70)}…`);
  });

  test("never cuts a letter in two, and East Asian letters take the room of two", () => {
    const family = "👨‍👩‍👧";
    expect(inboxCut({ ...mail, subject: family.repeat(40) }, inboxLimits.apple.phone).subject).toBe(
      `${family.repeat(24)}…`,
    );
    expect(inboxCut({ ...mail, subject: "新".repeat(30) }, inboxLimits.gmail.phone).subject).toBe(
      `${"新".repeat(18)}…`,
    );
  });

  test("takes the preheader, else the headlines, else what the mail begins with", async () => {
    const preheader = "Two warehouses, five years apart, and what the second one did differently.";
    expect(firstWords(await mailOf(await anIssue(context, list)))).toMatch(
      new RegExp(`^${preheader} The Robotics Briefing`),
    );
    const { id } = await anArticle(context, { headline: "Arms & <legs>" });
    const articles = [{ id, display: "summary" as const }];
    const without = await createIssue(context, list.id, { subject: "Robots", preheader: "", articles });
    expect(firstWords(await mailOf(without))).toMatch(/^Arms & <legs> The Robotics Briefing/);
    expect(firstWords(await mailOf(await createIssue(context, list.id)))).toMatch(/^The Robotics Briefing weekly/);
  });
});

describe("a mail that its program darkens", () => {
  const mail =
    '<html><head><style>@media (prefers-color-scheme: dark) { p { color: red } }</style></head><body style="background-color:#ffffff"><p style="color:#000;background:#111111">a</p><td bgcolor="white">b</td></body></html>';

  test("is turned as a whole by Gmail, what is dark already too", () => {
    const dark = forcedDark(mail, "gmail-dark");
    expect(dark).toContain('<body style="background-color:hsl(0 0% 12%)"');
    expect(dark).toContain('<p style="color:hsl(0 0% 100%);background:hsl(0 0% 93%)"');
    expect(dark).toContain('bgcolor="hsl(0 0% 12%)"');
    expect(dark).toContain("@media not all");
  });

  test("keeps its dark grounds and light text in Outlook.com, which marks what it changed", () => {
    const dark = forcedDark(mail, "outlook-dark");
    expect(dark).toContain('<body data-ogsc="" data-ogsb="" style="background-color:hsl(0 0% 12%)"');
    expect(dark).toContain("color:hsl(0 0% 100%);background:#111111");
  });

  test("keeps its hues, its words and its links", async () => {
    const html = await mailOf(await anIssue(context, list));
    expect(forcedDark('<a style="color:#8f2f1c">', "gmail-dark")).toContain("hsl(10 67% 66%)");
    const dark = inLook(html, "gmail-dark");
    expect(firstWords(dark)).toBe(firstWords(html));
    expect(dark.match(/href="[^"]*"/g)).toEqual(html.match(/href="[^"]*"/g));
    expect(dark).toContain('<base target="_blank">');
    expect(dark).not.toContain("prefers-color-scheme");
  });
});

describe("a mail in Outlook's Word engine", () => {
  test("loses what Word drops, each kind with its places, and says where", () => {
    const { html, losses } = asWordDraws(
      `<html><head><style>@font-face { font-family: x } @media (max-width: 1px) { a { color: red } } a:hover { color: red } b { color: red }</style></head><body>
<div style="border-radius:4px;color:red">a</div><div style="border-radius:4px;background:url(x.png)">b</div>
<details><summary>c</summary>d</details><img src="https://x.example/a.gif" style="max-width:100px"><svg><path/></svg></body></html>`,
    );
    expect(Object.fromEntries(losses.map(({ kind, places }) => [kind, places]))).toEqual({
      font: 1,
      media: 1,
      hover: 1,
      corners: 2,
      "background-picture": 1,
      details: 1,
      moving: 1,
      "max-width": 1,
      "media-element": 1,
    });
    expect(html).toContain('<div style="color:red" data-lost="corners">a</div>');
    expect(html).toContain("b { color: red }");
    expect(html).not.toMatch(/border-radius|@media|<details|<svg|:hover/);
  });

  test("shows the first frame of a picture that moves, and leaves those of others where they are", () => {
    const key = "0123456789abcdef".repeat(2);
    const { html, losses } = asWordDraws(
      `<html><head></head><body><img src="https://x.example/images/${key}.gif"><img src="https://x.example/other.gif"></body></html>`,
    );
    expect(html).toContain(`src="https://x.example/images/${key}.jpg" data-lost="moving"`);
    expect(html).toContain('src="https://x.example/other.gif" data-lost="moving"');
    expect(losses).toEqual([{ kind: "moving", places: 2 }]);
  });

  test("reads its own comments and not what is kept from it", () => {
    const { html, losses } = asWordDraws(
      '<html><head><!--[if mso]><style>p { color: red }</style><![endif]--></head><body><!--[if mso | IE]><table><tr><td width="600"><![endif]--><div style="max-width:600px">a</div><!--[if mso | IE]></td></tr></table><![endif]--><!--[if !mso]><!-->b<!--<![endif]--></body></html>',
    );
    expect(html).toContain("p { color: red }");
    expect(html).toContain('<td width="600">');
    expect(html).not.toContain(">b<");
    expect(losses).toEqual([]);
  });

  test("still says all of an issue, in a column of 600 pixels", async () => {
    const html = await mailOf(await anIssue(context, list));
    const drawn = asWordDraws(html).html;
    expect(firstWords(drawn)).toBe(firstWords(html));
    expect(drawn).toMatch(/<table[^>]*width:600px/);
  });
});
