import { expect, test } from "vitest";
import { languages } from "#app/i18n/messages.ts";
import { renderDigest, type DigestContent } from "#emails/render/digest.server.ts";
import { fillEdition, markers } from "#emails/render/edition.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";

const templates = loadTemplates();
const markerKey = "0123456789abcdef0123456789abcdef";

function content(language: string, more: Partial<DigestContent> = {}): DigestContent {
  return {
    briefing: {
      name: "The Robotics Briefing",
      pitch: "weekly intelligence",
      postalAddress: "12 Harbour Street\nRotterdam",
      language,
      url: "https://briefing.example.org",
    },
    month: "2026-10",
    timeZone: "Europe/Amsterdam",
    issues: [
      {
        number: 7,
        subject: "Robots <learn> & pack",
        date: Date.UTC(2026, 9, 5, 6),
        url: "https://briefing.example.org/issues/7",
        articles: [
          {
            headline: "A </li><script>",
            dek: "It “packs”.",
            url: "https://briefing.example.org/articles/a",
            topics: [],
          },
          { headline: "No dek", dek: "", url: "https://briefing.example.org/articles/b", topics: [] },
        ],
      },
    ],
    ...more,
  };
}

const fill = (digest: { html: string; text: string }) =>
  fillEdition(
    { ...digest, marker_key: markerKey },
    {
      name: "Ana",
      email: "ana@example.org",
      unsubscribeUrl: "https://briefing.example.org/unsubscribe/t",
      preferencesUrl: "https://briefing.example.org/reader/t",
    },
  );

test("a digest has the month's headlines with deks and links, why it came, the way out and the address (H-16)", async () => {
  const digest = await renderDigest(templates, content("en"), false, markerKey);
  const { html, text } = fill(digest);
  expect(digest.subject).toBe("The Robotics Briefing: October 2026 in headlines");
  expect(html).toContain("Issue 7 · 5 October 2026");
  expect(html).toContain("Robots &lt;learn&gt; &amp; pack");
  expect(html).not.toContain("<script>");
  for (const part of [html, text]) {
    expect(part).toContain("https://briefing.example.org/articles/a");
    expect(part).toContain("It “packs”.");
    expect(part).toContain("ana@example.org");
    expect(part).toContain("https://briefing.example.org/unsubscribe/t");
    expect(part).toContain("https://briefing.example.org/reader/t");
    expect(part).toContain("12 Harbour Street");
    expect(part).not.toContain("You chose topics");
  }
  expect(text).toContain("Issue 7 (https://briefing.example.org/issues/7)");
});

test("E-20: the preheader is its first headlines, as many as a mailbox shows, cut at a word", async () => {
  const [issue] = content("en").issues;
  const articles = Array.from({ length: 9 }, (_, i) => ({
    ...issue!.articles[1]!,
    headline: `The headline number ${i}`,
  }));
  const { html } = await renderDigest(
    templates,
    content("en", { issues: [{ ...issue!, articles }] }),
    false,
    markerKey,
  );
  const [, ahead = ""] = /<div style="display:none[^>]*>(.*?)(&#847;|<)/.exec(html)!;
  expect(ahead).toMatch(/^The headline number 0 · The headline number 1 ·.* (number|headline|The|\d)…$/);
  expect(ahead.length).toBeLessThanOrEqual(131);
});

test("who chose topics is told that it is limited to them", async () => {
  const { html, text } = await renderDigest(templates, content("en"), true, markerKey);
  expect(html).toContain("You chose topics");
  expect(text.replaceAll("\n", " ")).toContain("You chose topics");
});

test("it is written in the briefing's language, from right to left where that is so", async () => {
  const subjects = [];
  for (const language of Object.keys(languages)) {
    const { subject, html, text } = await renderDigest(templates, content(language), true, markerKey);
    subjects.push(subject);
    expect(html).toContain(`lang="${language}"`);
    expect(html).toContain(`dir="${language === "ar" ? "rtl" : "ltr"}"`);
    for (const part of [html, text]) expect(part).not.toMatch(/digest\.|\{\{|<email>/);
    expect(text).toContain(markers(markerKey).unsubscribeUrl);
  }
  expect(new Set(subjects).size).toBe(Object.keys(languages).length);
});

test("a month of so many articles that Gmail would cut it off shows headlines alone (E-10)", async () => {
  const article = {
    headline: "A headline",
    dek: "A dek of some length. ".repeat(10),
    url: "https://x.example/a",
    topics: [],
  };
  const [issue] = content("en").issues;
  const issues = Array.from({ length: 20 }, () => ({ ...issue!, articles: Array.from({ length: 12 }, () => article) }));
  const { html, text } = await renderDigest(templates, content("en", { issues }), false, markerKey);
  expect(Buffer.byteLength(html)).toBeLessThan(100 * 1024);
  expect(html).not.toContain("A dek");
  expect(text).toContain("A dek");
});

test("as it is sent decides whether it is too long: counted links weigh more", async () => {
  const longer = (html: string) => html.replace("</body>", `${"x".repeat(90 * 1024)}</body>`);
  const dek = content("en").issues[0]!.articles[0]!.dek;
  const [plain, counted] = [
    await renderDigest(templates, content("en"), false, markerKey),
    await renderDigest(templates, content("en"), false, markerKey, longer),
  ];
  expect([plain.html.includes(dek), counted.html.includes(dek)]).toEqual([true, false]);
  expect(counted.html).not.toContain("xxx");
});
