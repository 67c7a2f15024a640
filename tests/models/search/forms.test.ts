import { beforeEach, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { search } from "#app/models/search/search.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anArticle, bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

async function in_(language: string) {
  await aBriefing(context);
  await context.db.updateTable("briefing").set({ language }).execute();
}

/** Articles whose headlines are `a`, `b` …, with these texts. */
async function published(...texts: string[]) {
  for (const [i, text] of texts.entries()) {
    const headline = String.fromCharCode(97 + i);
    const article = await anArticle(context, { headline, dek: "", byline: "", body: bodyOf(text) });
    await setPublished(context, article.id, true);
    context.later(1000);
  }
}

/** The headlines that are found, in the order of the alphabet. */
async function found(query: string): Promise<string> {
  const { found } = await search(context, query, 1);
  return (found?.items ?? [])
    .map(({ headline }) => headline.map(({ words }) => words).join(""))
    .sort()
    .join("");
}

/** What is marked in the first result's text. */
async function marks(query: string): Promise<string> {
  const { found } = await search(context, query, 1);
  return (found?.items[0]?.passage ?? []).map(({ words, hit }) => (hit ? `[${words}]` : words)).join("");
}

describe("a word finds its other forms", () => {
  test.each([
    [
      "en",
      ["Regulators learned it.", "The ships are running late.", "Two companies automate.", "The news of the day."],
      { regulation: "a", regulated: "a", learning: "a", learns: "a", ship: "b", run: "b", runs: "b" },
      { company: "c", automation: "c", automated: "c", news: "d" },
    ],
    [
      "de",
      ["Größere Schiffe im Hafen.", "Die Häuser und ihre Regulierung.", "Zwei Ingenieurinnen lernen."],
      { schiff: "a", schiffen: "a", schiffs: "a", größer: "a", häfen: "a", haus: "b", regulieren: "b" },
      { regulierungen: "b", ingenieurin: "c" },
    ],
    [
      "fr",
      ["La régulation européenne.", "Les journaux nationaux augmentent.", "De nouveaux bateaux heureux."],
      { réguler: "a", régulées: "a", européens: "a", journal: "b", nationale: "b", augmentation: "b" },
      { nouvelle: "c", bateau: "c", heureuse: "c" },
    ],
    [
      "es",
      ["Las regulaciones aumentaron.", "Los camiones y las luces.", "Trabajadores jóvenes, rápidamente."],
      { regulación: "a", regulacion: "a", aumento: "a", camión: "b", luz: "b", trabajador: "c", joven: "c" },
      { rápido: "c" },
    ],
  ])("in a briefing in %s", async (language, texts, ...queries) => {
    await in_(language);
    await published(...texts);
    const expected = Object.assign({}, ...queries) as Record<string, string>;
    const answers = await Promise.all(Object.keys(expected).map(async (query) => [query, await found(query)]));
    expect(Object.fromEntries(answers)).toEqual(expected);
  });

  test("which are marked where they stand, and nothing else is", async () => {
    await published("They were running and ran a run. Runways run.");
    expect(await marks("run")).toBe("They were [running] and ran a [run]. [Runways] [run].");
    expect(await marks("running -walk")).toBe("They were [running] and ran a [run]. Runways [run].");
    expect(await marks('"run"')).toBe("They were running and ran a [run]. Runways [run].");
  });

  test("but not in quotes, which find what stands there", async () => {
    await published("Two robots learned.");
    expect([await found('"robot"'), await found('"robots learned"'), await found('"robot learns"')]).toEqual([
      "",
      "a",
      "",
    ]);
  });
});

describe("Arabic is found", () => {
  beforeEach(async () => {
    await published(
      "تتعلم الروبوتات في المصانع الألمانية.",
      "أعلنت شركة إلكترونية عن مبنى جديد في مدرسة القرية.",
      "وللموانئ أهمية كُبرى، والسفن تمـــرّ في ٢٠٢٦.",
    );
  });

  test.each([
    // With and without the article, and in the plural.
    ...["روبوتات", "الروبوتات", "روبوت", "الروبوت", "والروبوتات", "بالروبوتات", "للروبوت", "روبو"].map((q) => [q, "a"]),
    ...["مصانع", "المصانع", "ألمانية", "المانيه", "الألماني"].map((q) => [q, "a"]),
    ...["شركة", "شركه", "الشركة", "شركات", "الشركات", "إلكترونية", "الإلكترونية", "الكتروني"].map((q) => [q, "b"]),
    // ى and ي, ة and ه, alef in its forms, vowels, a stretched word, digits.
    ...["مبني", "مبنى", "المبنى", "مدرسه", "اعلنت", "أَعْلَنَتْ", "إعلنت", "آعلنت"].map((q) => [q, "b"]),
    ...["كبرى", "كبري", "سفن", "السفن", "تمر", "تـمـر", "2026", "٢٠٢٦", "۲۰۲۶"].map((q) => [q, "c"]),
    ["طائرات", ""],
  ])("%s: %s", async (query, hits) => {
    expect(await found(query!)).toBe(hits);
  });

  test("and marked with its article", async () => {
    expect(await marks("روبوت مصنع")).toBe("");
    expect(await marks("روبوت")).toContain("[الروبوتات]");
  });
});

describe("scripts without spaces are found by any part of a sentence", () => {
  beforeEach(async () => {
    await published(
      "東京湾の輸送船は今年も増加しました。AIロボットとＡＩ。",
      "船舶の自動化。ロボットアーム",
      "แขนหุ่นยนต์ในโรงงาน",
      "로봇이 공장에서 일한다",
      "机器人在仓库里工作",
    );
  });

  test.each([
    ["船", "ab"],
    ["輸送", "a"],
    ["輸送船", "a"],
    ["東京湾", "a"],
    ["東京湾の輸送船", "a"],
    ["輸送 東京", "a"],
    ["送輸", ""],
    ["船輸送", ""],
    ["湾の輸", "a"],
    ["増加しました", "a"],
    ["ロボット", "ab"],
    ["ﾛﾎﾞｯﾄ", "ab"],
    ["AIロボット", "a"],
    ["ai", "a"],
    ["化", "b"],
    ["ム", "b"],
    ['"輸送船"', "a"],
    ["ロボット -船舶", "a"],
    ["ハンド", ""],
    ["หุ่นยนต์", "c"],
    ["โรงงาน", "c"],
    ["แขน", "c"],
    ["หนยนต์", ""],
    ["로봇", "d"],
    ["공장", "d"],
    ["机器人", "e"],
    ["仓库", "e"],
  ])("%s: %s", async (query, hits) => {
    expect(await found(query)).toBe(hits);
  });

  test("and that part is marked", async () => {
    expect(await marks("輸送船")).toContain("東京湾の[輸送船]は");
    expect(await marks("東京")).toContain("[東京]湾の");
    expect(await marks("หุ่นยนต์")).toBe("แขน[หุ่นยนต์]ในโรงงาน");
    await published("船");
    expect(await marks("船")).toBe("[船]");
  });
});

describe("a word in two parts is one word, too", () => {
  beforeEach(async () => {
    await published(
      "Send an E-mail to Mr O’Brien, state-of-the-art.",
      "Email from the U.S., said the robots' maker, d’or.",
      "A robot's arm; COVID-19 and 2024-25; auto\u00adma\u00adtion, wi\u2011fi.",
    );
  });

  test.each([
    ["email", "ab"],
    ["e-mail", "ab"],
    ["E‑Mail", "ab"],
    ["emails", "ab"],
    ["e-mails", "ab"],
    ["obrien", "a"],
    ["o'brien", "a"],
    ["O’Brien", "a"],
    ["O‘Brien", "a"],
    ["brien", "a"],
    ["obri", "a"],
    ["state-of-the-art", "a"],
    ["stateoftheart", "a"],
    ["art", "a"],
    ["us", "b"],
    ["u.s.", "b"],
    ["dor", "b"],
    ["robot", "bc"],
    ["robots", "bc"],
    ["covid19", "c"],
    ["covid-19", "c"],
    ["automation", "c"],
    ["wifi", "c"],
    ["wi-fi", "c"],
    ["202425", ""],
    ["stateof", "a"],
  ])("%s: %s", async (query, hits) => {
    expect(await found(query)).toBe(hits);
  });

  test("and marked whole", async () => {
    expect(await marks("obrien")).toContain("Mr [O’Brien],");
    expect(await marks("brien")).toContain("Mr O’[Brien],");
  });
});

describe("accents and letters that a keyboard lacks make no difference", () => {
  beforeEach(async () => {
    await published(
      "Größere Schiffe für Øresund: die Straße nach München, naïve Café-Besucher und Ёлка. Résumé.",
      "Muenchen and Oeresund, Strasse; resume; cafe; Ånge",
      "C++ und .NET, 3,5 Prozent, 1\u00a0000 km; İstanbul, Łódź, Æther, cœur, ﬁne; Ὀδυσσεύς; हिन्दी कि",
    );
  });

  test.each([
    ["grosser", "a"],
    ["größer", "a"],
    ["GROESSER", "a"],
    ["öresund", "ab"],
    ["øresund", "ab"],
    ["oresund", "a"],
    ["oeresund", "ab"],
    ["münchen", "ab"],
    ["munchen", "a"],
    ["muenchen", "ab"],
    ["straße", "ab"],
    ["strasse", "ab"],
    ["naive", "a"],
    ["naïve", "a"],
    ["café", "ab"],
    ["cafe\u0301", "ab"],
    ["ёлка", "a"],
    ["елка", "a"],
    ["résumé", "ab"],
    ["resume", "ab"],
    ["aange", "b"],
    ["istanbul", "c"],
    ["c++", "c"],
    [".net", "c"],
    ["3,5", "c"],
    ["3.5 Prozent", "c"],
    ["lodz", "c"],
    ["aether", "c"],
    ["coeur", "c"],
    ["fine", "c"],
    ["οδυσσευς", "c"],
    ["ΟΔΥΣΣΕΥΣ", "c"],
    ["हिन्दी", "c"],
    ["का", ""],
  ])("%s: %s", async (query, hits) => {
    expect(await found(query)).toBe(hits);
  });
});

describe("a minus leaves out", () => {
  beforeEach(async () => {
    await published("Robots pack boxes.", "Robots pack for robotics.", "A robot walks to the sea.");
  });

  test.each([
    ["robots -boxes", "bc"],
    ["robots -box", "bc"],
    ["-boxes robots", "bc"],
    ["robots −boxes –sea", "b"],
    ['robots -"pack boxes"', "bc"],
    ['robots -"boxes pack"', "abc"],
    ["robots -robotics", "ac"],
    ["robotics -robot", ""],
    ["pack -walk -boxes", "b"],
    ["robots - boxes", "a"],
    ["robots -", "abc"],
    ["-robots", ""],
    ["robots -!!", "abc"],
  ])("%s: %s", async (query, hits) => {
    expect(await found(query)).toBe(hits);
  });

  test("and alone it is no question", async () => {
    expect(await search(context, "-robots", 1)).toMatchObject({ terms: 0, found: { total: 0 } });
  });
});

test("an article's sources find it, by name and by site, and are shown", async () => {
  const sources = [
    { title: "Port Authority of Rotterdam", url: "https://www.portofrotterdam.example/en/news?id=7" },
    { title: "Reuters", url: "https://reuters.example/a-b-c" },
  ];
  const article = await anArticle(context, { headline: "a", dek: "", byline: "Ines", sources, topics: ["Trade"] });
  await setPublished(context, article.id, true);
  for (const query of [
    "reuters",
    '"port authority of rotterdam"',
    "portofrotterdam.example",
    "authorities",
    "trade ines",
  ])
    expect([query, await found(query)]).toEqual([query, "a"]);
  expect(await found('"rotterdam reuters"')).toBe("");
  expect(await marks("reuters authority")).toBe(
    "[Port] [Authority] of Rotterdam · portofrotterdam.example · [Reuters] · [reuters].example".replace(
      "[Port] ",
      "Port ",
    ),
  );
});

describe("one wrong letter", () => {
  const meant = async (query: string) => (await search(context, query, 1)).meant;

  test.each([
    ["reglation", "regulation"],
    ["regullation", "regulation"],
    ["regukation", "regulation"],
    ["regulatoin", "regulation"],
    ["xegulation", "regulation"],
    ["Besanson robots", "Besançon robots"],
    ["robots besanson", "robots besançon"],
    ["robtos besanson", "robots besançon"],
    ["robtos, -ships", "robots, -ships"],
    ["الروبوتت", "الروبوتات"],
    ["роботц", "роботы"],
    ["regulation", null],
    ["robtos zeppelin", null],
    ["zeppelin", null],
    ["reglatoin", null],
    ["rob", null],
    ['"robtos"', null],
    ["漢字", null],
    ["x".repeat(190), null],
  ])("%s: %s", async (query, right) => {
    await published("The robots of Besançon and their regulation. Роботы. الروبوتات", "Robots on ships.");
    expect(await meant(query)).toBe(right);
  });

  test("is the word that stands in more documents, and never one that finds nothing with the others", async () => {
    await published("A cart of horses.", "A card, a donkey.", "A card.", "The carb.");
    expect(await meant("caru")).toBe("card");
    expect(await meant("caru horses")).toBe("cart horses");
  });

  test("of a document that is gone is no answer", async () => {
    await published("The regulation.");
    expect(await meant("reglation")).toBe("regulation");
    await setPublished(context, 1, false);
    expect(await meant("reglation")).toBeNull();
  });
});
