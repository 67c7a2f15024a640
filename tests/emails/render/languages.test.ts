import { describe, expect, test } from "vitest";
import { languages } from "#app/i18n/languages.ts";
import { renderDigest } from "#emails/render/digest.server.ts";
import { markers, renderEdition } from "#emails/render/edition.server.ts";
import { renderConfirmation, renderWelcome } from "#emails/render/letters.server.ts";
import type { RenderedMail } from "#emails/render/mailParts.server.ts";
import {
  renderAddressNotice,
  renderAddressQuestion,
  renderAddressTaken,
  renderReaderLink,
} from "#emails/render/readerLetters.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { latinWordsIn, visibleIn, wordsAlone } from "../../support/visible.ts";
import { ana, arabic, content, markerKey, origin } from "../samples.ts";

const templates = loadTemplates();
const postalAddress = "نشرة الروبوتات\nشارع الميناء 12\nالدار البيضاء";
const confirmUrl = `${origin}/confirm/AbCdEfGh0123456789`;

/** Everything in Arabic, with all that an issue can have. */
function wholeArabicIssue() {
  const issue = arabic();
  const [article] = issue.articles;
  const image = { ...article!.image!, alt: "رافعات على الرصيف", credit: "صورة: ميناء طنجة" };
  const source = { title: "خطة الميناء", url: "https://data.example.com/plan" };
  const articles = [1, 2, 3, 11].map((minutes, i) => ({
    ...article!,
    image,
    minutes,
    sources: [source],
    display: i === 0 ? ("full" as const) : ("summary" as const),
  }));
  return arabic({ briefing: { ...issue.briefing, postalAddress }, articles });
}

describe("E-11: an Arabic issue", () => {
  test("has no word of another language in it, in either part", async () => {
    const { html, text } = await renderEdition(templates, wholeArabicIssue(), markerKey);
    const { email, unsubscribeUrl } = markers(markerKey);
    const own = (part: string) => part.replaceAll(email, "").replaceAll(unsubscribeUrl, "");
    expect(latinWordsIn(own(visibleIn(html)))).toEqual([]);
    expect(latinWordsIn(own(text))).toEqual([]);
    expect(html).not.toContain('lang="en"');
  });

  test("speaks of itself in Arabic, in the digits that all its readers know", async () => {
    const { html, text } = await renderEdition(templates, wholeArabicIssue(), markerKey);
    for (const part of [visibleIn(html), text.replace(/\s+/g, " ")]) {
      for (const words of ["العدد 12", "23 نوفمبر 2026", "في هذا العدد", "11 دقيقة", "المصادر", "إلغاء الاشتراك"])
        expect(part).toContain(words);
      expect(part).not.toMatch(/[٠-٩]/);
    }
  });

  test("M-04: is mirrored, and the way to the page on the web stands at the line's left end", async () => {
    const { html } = await renderEdition(templates, wholeArabicIssue(), markerKey);
    expect(html).toMatch(/<html lang="ar" dir="rtl"/);
    expect(html).toMatch(/<td class="quiet" align="left"[^>]*padding-right:12px[^>]*>.*اقرأ على الموقع/);
    expect(html.match(/text-align:left(?!;direction:rtl)/g)).toBeNull();
  });
});

test("E-01: an issue's text part is in its language too", async () => {
  const issue = content();
  const { text } = await renderEdition(
    templates,
    { ...issue, briefing: { ...issue.briefing, language: "de" } },
    markerKey,
  );
  for (const words of ["Ausgabe 12 · 23. November 2026", "In dieser Ausgabe", "Abbestellen (", "[Bild: "])
    expect(text).toContain(words);
  expect(text).not.toMatch(/Unsubscribe|Read in|minutes|Image|Sources/);
});

describe("letters", () => {
  const { briefing, timeZone } = content();
  const requestedAt = Date.UTC(2026, 10, 23, 8, 12);
  const inLanguage = (language: string, name = briefing.name, address = briefing.postalAddress) => ({
    ...briefing,
    language,
    name,
    postalAddress: address,
  });
  const confirmation = (about: typeof briefing, listName = "Weekly") =>
    renderConfirmation(templates, {
      briefing: about,
      listName,
      confirmUrl,
      requestedAt,
      timeZone,
      email: ana.email,
      expiresDays: 7,
    });
  const welcome = (about: typeof briefing, listName = "Weekly", subject = "Night shift") =>
    renderWelcome(templates, {
      briefing: about,
      listName,
      unsubscribeUrl: ana.unsubscribeUrl,
      preferencesUrl: ana.preferencesUrl,
      latestIssue: { number: 11, subject, url: `${origin}/issues/11` },
      email: ana.email,
    });

  const english = /Confirm my|somebody|If it was not|Welcome|The next issue|Unsubscribe|Privacy policy/;

  test.each(Object.keys(languages))("C-04: in %s all of it is in that language, and says the same", async (code) => {
    const letters: RenderedMail[] = [await confirmation(inLanguage(code)), await welcome(inLanguage(code))];
    const [asked, welcomed] = letters;
    for (const { html, subject, text } of letters) {
      expect(html).toMatch(new RegExp(`<html lang="${code}" dir="${code === "ar" ? "rtl" : "ltr"}"`));
      expect(subject).toContain("The Robotics Briefing");
      if (code !== "en") expect(`${subject} ${visibleIn(html)} ${text}`).not.toMatch(english);
      for (const part of [visibleIn(html), text]) expect(part).toContain(ana.email);
    }
    expect(asked!.text).toContain(`(${confirmUrl})`);
    for (const fact of ["09:12", "2026", "7", "Weekly"]) expect(visibleIn(asked!.html)).toContain(fact);
    expect(welcomed!.text).toContain(ana.unsubscribeUrl);
  });

  test("in Arabic no word of another language is left, and links keep their direction", async () => {
    const about = { ...inLanguage("ar", "نشرة الروبوتات", postalAddress) };
    for (const { html, subject, text } of [
      await confirmation(about, "الأسبوعية"),
      await welcome(about, "الأسبوعية", "ليل"),
    ])
      expect(latinWordsIn(`${subject} ${visibleIn(html)} ${text}`)).toEqual([]);
    expect((await confirmation(about)).html).toContain(`<a href="${confirmUrl}" dir="ltr"`);
  });

  test("a briefing in a language that we have no words in writes them in English, and says so to screen readers", async () => {
    const [asked, welcomed] = [await confirmation(inLanguage("nl")), await welcome(inLanguage("nl"))];
    for (const { html } of [asked, welcomed]) expect(html).toMatch(/<html lang="en" dir="ltr"/);
    expect(asked.text.replace(/\s+/g, " ")).toContain("On 23 November 2026, 09:12 CET");
    expect((await welcome(inLanguage("he"))).html).toMatch(/<html lang="en" dir="ltr"/);
  });

  test("a country's own conventions stay: en-US puts the month first", async () => {
    expect((await confirmation(inLanguage("en-US"))).text.replace(/\s+/g, " ")).toContain("November 23, 2026");
    expect((await confirmation(inLanguage("en-GB"))).text.replace(/\s+/g, " ")).toContain("23 November 2026");
  });
});

describe("what goes to readers beside issues", () => {
  const url = `${origin}/reader/AbCdEfGh0123456789`;
  const own = {
    ar: { name: "نشرة الروبوتات", postalAddress, list: "الأسبوعية", headline: "ليل الموانئ", dek: "بلا سائقين." },
    de: { name: "Robotik", postalAddress: "Hafenstraße 12", list: "Woche", headline: "Nachts", dek: "Ohne Fahrer." },
  };

  /** Every such mail, as it would be for a briefing in this language. */
  async function mailsIn(language: keyof typeof own): Promise<Record<string, RenderedMail>> {
    const { list, headline, dek, ...told } = own[language];
    const { timeZone, ...issue } = content();
    const briefing = { ...issue.briefing, ...told, pitch: dek, language };
    const change = { briefing, old: "an•••@readers.example", next: "bo@readers.example", url, days: 7 };
    const articles = [{ headline, dek, url: `${origin}/articles/a`, topics: [] }];
    const month = [{ number: 7, subject: headline, date: Date.UTC(2026, 9, 5), url: `${origin}/issues/7`, articles }];
    return {
      reminder: await renderConfirmation(templates, {
        ...{ briefing, listName: list, confirmUrl, requestedAt: Date.UTC(2026, 10, 23), timeZone, email: ana.email },
        ...{ expiresDays: 7, reminder: true },
      }),
      link: await renderReaderLink(templates, briefing, url, 1),
      old: await renderAddressNotice(templates, change),
      new: await renderAddressQuestion(templates, change),
      taken: await renderAddressTaken(templates, change),
      digest: await renderDigest(templates, { briefing, month: "2026-10", timeZone, issues: month }, true, markerKey),
    };
  }

  const allOf = ({ subject, html, text }: RenderedMail) => {
    const marks = markers(markerKey);
    const parts = [subject, visibleIn(html), text].join(" ");
    return Object.values(marks).reduce((words, mark) => words.replaceAll(mark, ""), parts);
  };

  test("E-11: has no word of another language in Arabic, and the digits that all know", async () => {
    for (const [which, mail] of Object.entries(await mailsIn("ar"))) {
      expect(latinWordsIn(allOf(mail)), which).toEqual([]);
      expect(allOf(mail), which).not.toMatch(/[٠-٩]/);
      expect(mail.html, which).toMatch(/<html lang="ar" dir="rtl"/);
    }
  });

  test("E-11: has no English in German", async () => {
    for (const [which, mail] of Object.entries(await mailsIn("de")))
      expect(wordsAlone(allOf(mail)), which).not.toMatch(
        /\b(the|your|you|and|of|page|link to|confirm|unsubscribe|policy)\b/i,
      );
  });
});
