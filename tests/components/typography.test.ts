import { describe, expect, test } from "vitest";
import { typographic } from "#app/components/desk/richtext/quotes.ts";
import type { LanguageCode } from "#app/i18n/languages.ts";

/** Types a text sign by sign, as the editor does. */
function typed(text: string, language: LanguageCode): string {
  let before = "";
  for (const sign of text) {
    before += sign;
    const change = typographic(before, language);
    if (change) before = before.slice(0, before.length - change.back) + change.insert;
  }
  return before;
}

describe("quotation marks, as they are typed", () => {
  test.each([
    ["en", `She said "no" twice.`, "She said “no” twice."],
    ["en", `"It's 'over', he said," she said.`, "“It’s ‘over’, he said,” she said."],
    ["en", `"He said "over"," she said.`, "“He said ‘over’,” she said."],
    ["en", `the '90s, in '68, rock 'n' roll, 'tis`, "the ’90s, in ’68, rock ’n’ roll, ‘tis"],
    ["en", `'Tis so. The dogs' bowls.`, "’Tis so. The dogs’ bowls."],
    ["en", `'90 men' (a "film")`, "’90 men’ (a “film”)"],
    ["en", `"But I--" he said`, "“But I—” he said"],
    ["en", `a 3" nail`, `a 3" nail`],
    ["de", `Er sagte "nein" und "nie".`, "Er sagte „nein“ und „nie“."],
    ["de", `"Sie sagte 'ja' dazu"`, "„Sie sagte ‚ja‘ dazu“"],
    ["de", `"Wie geht's 'Peter's Hund' heute?"`, "„Wie geht’s ‚Peter’s Hund‘ heute?“"],
    ["de", `die '68er`, "die ’68er"],
    ["fr", `Il dit "oui" et l'autre "non".`, "Il dit «\u00a0oui\u00a0» et l’autre «\u00a0non\u00a0»."],
    ["fr", `" oui"`, "«\u00a0oui\u00a0»"],
    ["fr", `"un "mot" cité"`, "«\u00a0un “mot” cité\u00a0»"],
    ["fr", `Qui ? Moi ! Voici : cela`, "Qui\u00a0? Moi\u00a0! Voici\u00a0: cela"],
    ["es", `¿"Qué" dice "la "voz" de"?`, "¿«Qué» dice «la “voz” de»?"],
    ["ar", `قال "نعم" ثم`, "قال «نعم» ثم"],
  ] as const)("%s: %s", (language, text, meant) => {
    expect(typed(text, language)).toBe(meant);
  });
});

describe("dashes and ellipses, as they are typed", () => {
  test.each([
    ["en", "boats--all of them -- left", "boats—all of them — left"],
    ["de", "Boote -- alle -- fort", "Boote – alle – fort"],
    ["es", "barcos --todos", "barcos --todos"],
    ["en", "with --help and -x, 2 - 3", "with --help and -x, 2 - 3"],
    ["en", "1990---1995", "1990—1995"],
    ["en", "and so on... or..", "and so on… or.."],
  ] as const)("%s: %s", (language, text, meant) => {
    expect(typed(text, language)).toBe(meant);
  });

  test.each([`https://port.example/it's--a...b`, `ana@port.example/'x`, '`it\'s "so"...`'])(
    "an address and what stands between backticks stay as they are: %s",
    (text) => {
      expect(typed(text, "en")).toBe(text);
    },
  );
});
