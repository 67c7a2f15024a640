import { describe, expect, test } from "vitest";
import ar from "#app/i18n/ar.json" with { type: "json" };
import { dayIn, momentIn, monthIn, timeIn, weeklyTimeIn } from "#app/i18n/dates.ts";
import de from "#app/i18n/de.json" with { type: "json" };
import { dirOf, textDirection } from "#app/i18n/direction.ts";
import en from "#app/i18n/en.json" with { type: "json" };
import es from "#app/i18n/es.json" with { type: "json" };
import fr from "#app/i18n/fr.json" with { type: "json" };
import { directionOf, languageCode, languages, localeOf, type LanguageCode } from "#app/i18n/languages.ts";
import { messagesIn, plainText, textPieces } from "#app/i18n/messages.ts";
import { privacyPoints } from "#app/i18n/privacyClauses.ts";
import type { PrivacyFacts } from "#app/i18n/privacyFacts.ts";
import { privacyTextIn } from "#app/i18n/privacyText.ts";
import { consentSteps } from "#app/models/consent/steps.ts";
import { transactionalKinds } from "#app/models/deliveries/transactionalKinds.ts";
import { sourcesIn } from "./support/sources.ts";

/** Keys that code puts together, so that no source has them whole. */
const computed = [
  ...[400, 403, 404, 405, 500, 503].flatMap((status) => [`errors.${status}.title`, `errors.${status}.text`]),
  ...["article", "issue", "tooMany", "noWords", "found", "moreThan"].map((name) => `pages.search.${name}`),
  ...["missing", "tooLong", "parts", "letters", "sign", "longName", "domain", "longAddress"].map(
    (fault) => `errors.address.${fault}`,
  ),
  ...Object.values(consentSteps).flatMap(({ name, wording }) => [`consent.kinds.${name}`, `consent.${wording}`]),
  ...[...Object.values(transactionalKinds).map(({ heldAs }) => heldAs), "letterOther"].map(
    (name) => `reader.held.${name}`,
  ),
];

const files: Record<LanguageCode, Map<string, string>> = {
  en: leaves(en),
  de: leaves(de),
  fr: leaves(fr),
  es: leaves(es),
  ar: leaves(ar),
};
const others = (Object.keys(languages) as LanguageCode[]).filter((code) => code !== "en");

function leaves(tree: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(tree) as [string, object | string][]) {
    if (typeof value === "string") found.set(path + name, value);
    else for (const [key, text] of leaves(value, `${path}${name}.`)) found.set(key, text);
  }
  return found;
}

/** The key as code says it: a plural's forms are one. */
function base(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, "");
}

function basesOf(keys: Iterable<string>): string[] {
  return [...new Set([...keys].map(base))].sort();
}

/** Names of what is filled in and of the elements, sorted. */
function holesOf(text: string): string[] {
  const values = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => `{{${name}}}`);
  const elements = [...text.matchAll(/<(\w+)>/g)].map(([, name]) => `<${name}>`);
  return [...new Set([...values, ...elements])].sort();
}

describe("the five files of words", () => {
  test.each(others)("%s has exactly the words that English has", (code) => {
    expect(basesOf(files[code].keys())).toEqual(basesOf(files.en.keys()));
  });

  test.each(Object.keys(languages) as LanguageCode[])("%s has each form of a plural that it needs", (code) => {
    const needed = new Intl.PluralRules(code).resolvedOptions().pluralCategories.sort();
    const plurals = basesOf([...files.en.keys()].filter((key) => key !== base(key)));
    const keys = [...files[code].keys()];
    for (const plural of plurals) {
      const forms = keys.filter((key) => base(key) === plural).map((key) => key.slice(plural.length + 1));
      expect(forms.sort(), plural).toEqual(needed);
    }
  });

  test.each(others)("%s fills in the same and has the same elements, each of them closed", (code) => {
    const english = new Map([...files.en].map(([key, text]) => [base(key), holesOf(text)]));
    for (const [key, text] of files[code]) {
      const isForm = key !== base(key);
      const holes = holesOf(text);
      // A form may say its number itself: "one day", "two days".
      const wanted = english.get(base(key))!.filter((hole) => !isForm || hole !== "{{count}}" || holes.includes(hole));
      expect(holes, `${code} ${key}`).toEqual(wanted);
      expect(text.match(/<\/\w+>/g)?.length ?? 0, `${code} ${key}`).toBe(text.match(/<\w+>/g)?.length ?? 0);
    }
  });

  test("in French no sign that stands apart begins a line", () => {
    const apart = / [?!;:»]|« /;
    const broken = [...files.fr].filter(([, text]) => apart.test(text)).map(([key]) => key);
    expect(broken).toEqual([]);
    const facts = new Proxy({}, { get: (_, name) => String(name) }) as PrivacyFacts;
    expect(privacyTextIn("fr")(facts)).not.toMatch(apart);
    const on = { clicks: true, opens: true, answers: true, sharing: true };
    const off = { clicks: false, opens: false, answers: false, sharing: false };
    for (const settings of [on, off])
      expect(Object.values(privacyPoints("fr", settings, facts)).join()).not.toMatch(apart);
  });

  test("no text is empty or repeats English sentences", () => {
    for (const code of others)
      for (const [key, text] of files[code]) {
        expect(text, `${code} ${key}`).not.toBe("");
        if (text.split(" ").length > 3) expect(text, `${code} ${key}`).not.toBe(files.en.get(key));
      }
  });

  test("every word is used, and every word that is used is there", () => {
    const sources = sourcesIn("app", "emails", "scripts");
    const keys = new Set(basesOf(files.en.keys()));
    const said = new Set([...sources.flatMap(({ strings }) => strings), ...computed]);
    expect([...keys].filter((key) => !said.has(key))).toEqual([]);
    const asked = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\bwords\(\s*"([^"]+)"/g)].map(([, key]) => ({ path, key: key! })),
    );
    expect(asked.length).toBeGreaterThan(50);
    expect(
      [...asked, ...computed.map((key) => ({ path: "computed", key }))].filter(({ key }) => !keys.has(key)),
    ).toEqual([]);
  });
});

describe("the privacy policy", () => {
  test.each(Object.keys(languages))("in %s says every fact, under the same headings and points", (code) => {
    const facts: PrivacyFacts = {
      ...{ name: "«1»", responsible: "«2»", contact: "«3»", readerUrl: "«4»", linkWorks: "«5»", reminded: "«6»" },
      ...{ mostMails: "«7»", mailsKept: "«8»", counted: "«9»", traced: "«10»", changeEnds: "«11»", undoable: "«12»" },
      ...{ lettersKept: "«13»", deliveriesKept: "«14»", forgotten: "«15»" },
      ...{ broughtKept: "«16»", reportsKept: "«17»", repliesKept: "«18»" },
      ...{ alsoKept: "\n- **«19»**", alsoSpared: "\n- «20»" },
    };
    const policy = privacyTextIn(code)(facts);
    for (const fact of Object.values(facts)) expect(policy).toContain(fact);
    const shape = (text: string) => text.split("\n").map((line) => /^(## |- \*\*|- |«|$)?/.exec(line)![0]);
    expect(shape(policy)).toEqual(shape(privacyTextIn("en")(facts)));
  });
});

describe("a language", () => {
  test.each([
    ["de-AT", "de"],
    ["EN-gb", "en"],
    ["ar", "ar"],
    ["nl", "en"],
    ["", "en"],
    ["constructor", "en"],
  ])("the tag %j means our %s", (tag, code) => {
    expect(languageCode(tag)).toBe(code);
  });

  test("E-11: Arabic is written from the right, with the digits that all its readers know", () => {
    expect([directionOf("ar-EG"), directionOf("de")]).toEqual(["rtl", "ltr"]);
    expect(new Intl.NumberFormat(localeOf("ar-EG")).format(27)).toBe("27");
    expect(new Intl.NumberFormat(localeOf("ar-EG-u-nu-arab")).format(27)).toBe("٢٧");
    expect(localeOf("fr-CH")).toBe("fr-CH");
  });

  test("plurals follow the language's own rules", () => {
    const minutes = (tag: string) => [1, 2, 3, 11].map((count) => messagesIn(tag)("article.minutes", { count }));
    expect(minutes("de")).toEqual([1, 2, 3, 11].map((count) => `${count} Min. Lesezeit`));
    expect(minutes("ar")).toEqual([
      "قراءة في دقيقة واحدة",
      "قراءة في دقيقتين",
      "قراءة في 3 دقائق",
      "قراءة في 11 دقيقة",
    ]);
  });
});

describe("times and numbers, said in one way everywhere", () => {
  const at = Date.UTC(2026, 10, 23, 8, 12);

  test.each([
    ["en", "23 November 2026", "23 November 2026, 09:12 CET"],
    ["en-US", "November 23, 2026", "November 23, 2026"],
    ["de", "23. November 2026", "23. November 2026 um 09:12 MEZ"],
    ["fr", "23 novembre 2026", "23 novembre 2026"],
    ["es", "23 de noviembre de 2026", "23 de noviembre de 2026"],
    ["ar-EG", "23 نوفمبر 2026", "23 نوفمبر 2026"],
  ])("a day and a moment in %s", (tag, day, moment) => {
    expect(dayIn(tag, at, "Europe/Amsterdam")).toBe(day);
    expect(momentIn(tag, at, "Europe/Amsterdam")).toContain(moment);
    expect(momentIn(tag, at, "Europe/Amsterdam")).toMatch(/0?9:12/);
  });

  test("the hour, the month and a time of each week", () => {
    expect([timeIn("en", at, "Europe/Amsterdam"), monthIn("en", "2026-11")]).toEqual(["09:12", "November 2026"]);
    expect(weeklyTimeIn("en", 1, 420)).toBe("Monday 07:00");
    expect(weeklyTimeIn("de", 7, 1080)).toMatch(/^Sonntag\b.* 18:00$/);
    expect(() => dayIn("en", at, "Mars/Olympus")).toThrow(RangeError);
  });
});

describe("the direction of a text", () => {
  test("is that of most of its words, not of its first letter: abbreviations are Latin in every script", () => {
    expect(textDirection("ISO 10218 وما بعده (عدد خاص)!", "ltr")).toBe("rtl");
    expect(textDirection("C++ أم Python؟ لغات المصانع", "ltr")).toBe("rtl");
    expect(textDirection("What الأتمتة means for integrators", "rtl")).toBe("ltr");
    expect(textDirection("מה חדש", "ltr")).toBe("rtl");
    expect([textDirection("2027!", "rtl"), textDirection("", "ltr")]).toEqual(["rtl", "ltr"]);
  });

  test("is left to the browser where that finds the same", () => {
    expect(dirOf("What is new", "rtl")).toBe("auto");
    expect(dirOf("الجديد", "ltr")).toBe("auto");
    expect(dirOf("ISO 10218 وما بعده", "rtl")).toBe("rtl");
    expect(dirOf("الأتمتة in ten or more words", "rtl")).toBe("ltr");
  });

  test("keeps a name of the other direction apart in a sentence, and no other", () => {
    const said = (tag: string, subject: string) => messagesIn(tag)("pages.article.issue", { number: 4, subject });
    expect(said("en", "الأتمتة (2025)")).toBe("Issue 4: \u2067الأتمتة (2025)\u2069");
    expect(said("en", "Automation (2025)")).toBe("Issue 4: Automation (2025)");
    expect(said("ar", "Automation")).toBe("العدد 4: \u2066Automation\u2069");
    expect(said("ar", "الأتمتة")).toBe("العدد 4: الأتمتة");
    const [name] = textPieces((values) => messagesIn("en")("article.by", values), { name: "ليلى حداد" }).slice(1);
    expect(name).toEqual({ tag: "name", words: "ليلى حداد" });
  });
});

describe("what is filled in", () => {
  const hostile = "<email>x</email> <b> $t(site.skip) {{email}} </list> $&";

  test("22, 23: is never taken for an element, another word or another value", () => {
    const words = messagesIn("en");
    expect(textPieces((values) => words("leave.noMore", values), { email: "ana@example.org", list: hostile })).toEqual([
      { tag: "email", words: "ana@example.org" },
      " gets no more of ",
      { tag: "list", words: hostile },
      ", not even an issue that is going out right now.",
    ]);
    expect(words("leave.question", { list: hostile })).toBe(`Stop getting ${hostile}?`);
    expect(words("pages.article.issue", { number: 4, subject: "{{number}}" })).toBe("Issue 4: {{number}}");
  });

  test("stays as it is in plain text, where elements leave their words", () => {
    const words = messagesIn("de");
    const values = { email: "ana@example.org", briefing: hostile };
    expect(plainText((values) => words("mail.because", values), values)).toBe(
      `Sie bekommen diese E-Mail, weil ana@example.org für ${hostile} angemeldet ist.`,
    );
  });
});
