import type { LanguageCode } from "#app/i18n/languages.ts";

/**
 * Returns the stem of a word, which its inflected forms share. `folded` is a word of `tokensOf`: accents are removed
 * before an ending is looked for, because readers omit them (decision 24). Words in Arabic letters are stemmed as
 * Arabic in every briefing; words in Latin letters by the briefing's language.
 */
export function stemOf(folded: string, language: LanguageCode): string {
  if (/^[ء-ي]+$/.test(folded)) return arabic(folded);
  if (!/^[a-z]+$/.test(folded)) return folded;
  // Names of products and firms in Arabic texts are mostly English.
  return latin[language === "ar" ? "en" : language](folded);
}

const latin: Record<Exclude<LanguageCode, "ar">, (word: string) => string> = {
  en: (word) => single(without(irregular[word] ?? word, english)),
  de: (word) => without(word, german),
  fr: (word) => single(without(word, french)),
  es: (word) => without(word, spanish),
};

type Ending = { ending: string; least: number; instead: string };

/** Parses `3 ing ed ied>y`: the letters that must stay, and the endings, each with its replacement. */
function step(...lists: string[]): Ending[] {
  return lists.flatMap((list) => {
    const [least, ...endings] = list.split(" ");
    return endings.map((written) => {
      const [ending = "", instead = ""] = written.split(">");
      return { ending, least: Number(least), instead };
    });
  });
}

/** Each step removes the first ending that matches. */
function without(word: string, steps: Ending[][]): string {
  return steps.reduce((rest, step) => {
    const fits = step.find(({ ending, least }) => rest.endsWith(ending) && rest.length - ending.length >= least);
    return fits ? rest.slice(0, rest.length - fits.ending.length) + fits.instead : rest;
  }, word);
}

/** `runn` as `run`, and so `pass` as `pas`: only equality counts. */
function single(word: string): string {
  return word.length > 3 ? word.replace(/([bcdfghjklmnpqrstvwxz])\1$/, "$1") : word;
}

/** Plurals; verb forms; nouns of verbs; a silent `e`, and a `y` that changes. */
const english = [
  step("2 sses>ss ches>ch shes>sh xes>x zzes>zz ies>y", "1 ss>ss us>us is>is", "3 s"),
  step("4 ising>iz ised>iz ise>iz", "2 ied>y eed>ee", "3 ing ed"),
  step("3 ization>iz isation>iz ational>at ation>at ator>at ative>at", "4 sion>s tion>t tor>t", "5 ment ly"),
  step("3 e y>i"),
];

const irregular: Record<string, string> = {
  children: "child",
  died: "die",
  feet: "foot",
  halves: "half",
  knives: "knife",
  leaves: "leaf",
  lives: "life",
  men: "man",
  mice: "mouse",
  // Not the plural of `new`.
  news: "newss",
  shelves: "shelf",
  teeth: "tooth",
  thieves: "thief",
  used: "use",
  using: "use",
  wives: "wife",
  wolves: "wolf",
  women: "woman",
};

const german = [
  step("4 innen>in", "1 ss>ss us>us is>is as>as es>es", "3 s"),
  step("3 ungen ung"),
  step("3 ern em en er es e"),
  step("3 sst>ss", "4 er est", "5 st"),
];

const french = [
  step("1 eaux>eau", "2 aux>al", "1 ss>ss us>us", "3 s x"),
  step(
    "3 issement ation ateur atrice euse>eu eur>eu eau>el ive>if",
    "4 ement",
    "3 assent aient erent ment>ment",
    "4 ent",
    "3 erait",
    "4 era ait ante ant",
    "3 ere ee er",
    "4 ez ir",
  ),
  step("3 e"),
  step("4 i"),
];

const spanish = [
  step("2 ces>z", "1 ss>ss", "2 us>us is>is", "3 es s"),
  step("3 amente", "4 mente", "3 aciones acion adora ador ieron aron iendo ando aban aba ado ada", "4 ido ida"),
  step("3 ar er ir an en"),
  step("3 a o e"),
];

/** Removes the article with its prefixes, then the suffixes of number, person and kind (as light10 does). */
function arabic(word: string): string {
  let rest = word;
  // Repeated, because إلكتروني begins like an article and الإلكتروني with two.
  for (let former = ""; former !== rest;) {
    former = rest;
    rest = rest.replace(/^(?:وال|بال|كال|فال|ال)(?=..)|^لل(?=...)/, "");
  }
  for (const ending of ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"])
    if (rest.endsWith(ending) && rest.length - ending.length >= 3) rest = rest.slice(0, -ending.length);
  return rest;
}
