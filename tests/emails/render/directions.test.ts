import { describe, expect, test } from "vitest";
import type { Article } from "#app/models/articles/articles.server.ts";
import { articleHtml, issueHtml } from "#app/models/site/feeds/html.server.ts";
import { renderDigest } from "#emails/render/digest.server.ts";
import { sectionsOf } from "#app/models/sections.ts";
import { renderEdition } from "#emails/render/edition.server.ts";
import { renderWelcome } from "#emails/render/letters.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { ana, article, body, content, markerKey, origin, paragraph } from "../samples.ts";

const templates = loadTemplates();
const arabic = {
  headline: "الروبوتات تتعلم التعبئة (2025)!",
  dek: "مستودعان يقارنان تجربتيهما.",
  byline: "ليلى حداد",
  topics: ["الأتمتة"],
};
const list = {
  type: "bulletList" as const,
  content: [
    { type: "listItem" as const, content: [paragraph("نقطة أولى هنا.")] },
    { type: "listItem" as const, content: [paragraph("Second.")] },
  ],
};
const mixed = article({
  ...{ slug: "m", ...arabic, display: "full", body: body(paragraph("In English."), paragraph("بالعربية."), list) },
  sources: [{ title: "الخطة (PDF)", url: "https://example.org/plan" }],
  image: { ...article({ slug: "m" }).image!, credit: "الصورة: رويترز" },
});
const issue = content({ subject: "الأتمتة الآن", articles: [mixed, article({ slug: "e", headline: "In English" })] });
const apart = (words: string) => `<span dir="rtl" style="unicode-bidi:isolate">${words}</span>`;

describe("Arabic words in an English mail", () => {
  test("run from the right: headline, dek, paragraphs, lists, and begin there", async () => {
    const { html } = await renderEdition(templates, issue, markerKey);
    expect(html).toMatch(/<h1 dir="rtl" style="[^"]*text-align:right[^"]*"[^>]*>الأتمتة الآن/);
    expect(html).toMatch(/<h2 class="serif" dir="rtl" style="[^"]*text-align:right[^"]*"><a [^>]*>الروبوتات/);
    expect(html).toMatch(/<p dir="rtl" style="[^"]*text-align:right;">مستودعان/);
    expect(html).toMatch(/<p style="margin:0 0 16px">In English\./);
    expect(html).toMatch(/<p dir="rtl" style="[^"]*text-align:right;">بالعربية/);
    expect(html).toMatch(/<ul dir="rtl" style="[^"]*padding-right:24px">\s*<li [^>]*><p style="margin:0">نقطة/);
    expect(html).toContain('<li style="margin:0 0 6px"><p dir="ltr" style="margin:0">Second.</p></li>');
    expect(html).not.toMatch(/<h2 [^>]*dir="[^>]*><a [^>]*>In English/);
  });

  test("keep to themselves beside numbers and signs: byline, topics, credit, sources", async () => {
    const { html, text } = await renderEdition(templates, issue, markerKey);
    expect(html).toContain(`${apart("ليلى حداد")} · 4 min read`);
    for (const words of ["الأتمتة", "الصورة: رويترز", "الخطة (PDF)"]) expect(html).toContain(`>${apart(words)}<`);
    expect(text).toContain("\u2067ليلى حداد\u2069 · 4 min read");
    expect(text.replace(/\s+/g, " ")).not.toMatch(/[\u2066-\u2069]In English/);
  });

  test("in a letter and in a digest as well", async () => {
    const briefing = { ...issue.briefing, name: "نشرة الروبوتات" };
    const letter = await renderWelcome(templates, {
      ...{ briefing, listName: "أوروبا", unsubscribeUrl: origin, preferencesUrl: origin, email: ana.email },
      latestIssue: { number: 4, subject: arabic.headline, url: origin },
    });
    expect(letter.html).toContain(apart("نشرة الروبوتات"));
    for (const part of [letter.html, letter.text.replace(/\s+/g, " ")])
      expect(part).toContain(`issue 4, “\u2067${arabic.headline}\u2069”`);
    const articles = [{ headline: arabic.headline, dek: arabic.dek, url: origin, topics: [] }];
    const month = [{ number: 4, subject: "الأتمتة الآن", date: issue.date, url: origin, articles }];
    const { html } = await renderDigest(templates, { ...issue, month: "2026-11", issues: month }, false, markerKey);
    expect(html).toMatch(/<h2 class="serif" dir="rtl"[^>]*><a [^>]*>الأتمتة/);
    for (const words of [arabic.headline, arabic.dek]) expect(html).toContain(apart(words));
  });
});

test("Latin words in an Arabic mail keep to themselves, and an Arabic headline that begins with some runs on", async () => {
  const headline = "ISO 10218 وما بعده (عدد خاص)!";
  const briefing = { ...issue.briefing, language: "ar" };
  const { html, text } = await renderEdition(
    templates,
    {
      ...issue,
      briefing,
      sections: sectionsOf({ articles: [article({ slug: "a", headline, byline: "Ines Halloran" })] }),
    },
    markerKey,
  );
  expect(html).toMatch(/<h2 class="serif" style="[^"]*"><a [^>]*>ISO 10218/);
  expect(html).toContain('<span dir="ltr" style="unicode-bidi:isolate">Ines Halloran</span> · ');
  expect(text).toContain("\u2066Ines Halloran\u2069 · ");
});

test("a feed's HTML says the direction of what runs the other way, without the mail's looks", () => {
  const voice = { language: "en", timeZone: "UTC" };
  const told = { ...mixed, imageAlt: "", imageCredit: "", image: null } as unknown as Article;
  const html = articleHtml(origin, voice, told, [{ at: issue.date, text: "الصواب 40." }]);
  expect(html).toContain('<p dir="rtl">بالعربية.</p>');
  expect(html).toContain('<a href="https://example.org/plan"><span dir="rtl">الخطة (PDF)</span></a>');
  expect(html).toContain('</strong> <span dir="rtl">الصواب 40.</span></p>');
  expect(html).not.toContain("style=");
  const list = issueHtml(origin, voice, issue);
  expect(list).toContain(`<li><p dir="rtl"><a href="${origin}/articles/m">${arabic.headline}</a></p>`);
  expect(list).toContain(`<p dir="rtl">${arabic.dek}</p>`);
});
