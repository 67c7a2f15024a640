import type { EncodingName } from "./textEncodings.server.ts";

/** The letters beyond ASCII of each language that an encoding is used for. */
const western = [
  ...["àâçéèêëîïôœùûüÿ", "äöüß", "áéíñóúü", "áâãàçéêíóôõú", "àèéìòù", "áéëèïíöóü", "åäöé", "æøåé"],
  ...["àçèéíïòóúü", "äöõüšž", "áæéíðóöúýþ"],
];
const central = [...["ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíľĺňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž", "äöüß"]];
const alphabets: Partial<Record<EncodingName, string[]>> = {
  "Windows-1252": western,
  "Mac Roman": western,
  "Windows-1250": central,
  "ISO-8859-2": central,
  "Windows-1254": ["çğıöşüâîû"],
};

/** Letters of a script, the most frequent first. */
const frequent: Partial<Record<EncodingName, string>> = {
  "Windows-1251": "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёіїєґўђјљњћџ",
  "Windows-1253": "αοιετνσηυρπκμλςωγδχάόέίήύώθφβξζψϊϋΐΰ",
};

/** A word with a letter beyond ASCII. It is looked for at starts of words only, or long ones would be walked for each letter. */
export const strangeWord = /(?<![A-Za-z\u0080-\uffff])[A-Za-z]*[\u0080-\uffff][A-Za-z\u0080-\uffff]*/;

/** Scores how well text reads in the languages of its encoding: about 1 a good word, less than 0 a bad one. */
export function plausibility(text: string, name: EncodingName): number {
  let score = 0;
  for (const [token] of text.matchAll(new RegExp(strangeWord, "g"))) score += tokenScore(token, name);
  return score;
}

const signs = /[‘’‚“”„–—…«»‹›€©®™·•°\u00a0]/g;

function tokenScore(token: string, name: EncodingName): number {
  if (/[\u0080-\u009f\ufffd\ue000-\uf8ff]/.test(token)) return -4;
  const words = token.replace(signs, " ").trim();
  if (!/[\u0080-\uffff]/.test(words)) return 0.1;
  if (name === "Shift_JIS" || name === "GBK") return cjkScore(words, name);
  if (/[^\p{L}\s]/u.test(words)) return -3;
  const odd = /\p{Ll}\p{Lu}/u.exec(words);
  if (odd && /[\u0080-\uffff]/.test(odd[0])) return -2;
  const letters = frequent[name];
  return letters ? scriptScore(words, letters) : latinScore(words, alphabets[name] ?? []);
}

function latinScore(words: string, languages: string[]): number {
  if (/[\u0080-\uffff]{3}/.test(words)) return -2;
  // The dot of a small İ is a sign of its own.
  const special = [...words.toLowerCase()].filter((letter) => letter > "\u007f" && letter !== "\u0307");
  const fits = languages.some((alphabet) => special.every((letter) => alphabet.includes(letter)));
  if (!fits) return -2;
  // Icelandic and Turkish share their bytes; there are more lists in Turkish.
  return /[ðþý]/i.test(words) && languages === western ? 0.6 : 1;
}

function scriptScore(words: string, letters: string): number {
  if (/[A-Za-z]/.test(words)) return -3;
  if (/ς\p{L}/u.test(words)) return -2;
  const own = [...words.toLowerCase().replace(/\s/g, "")];
  const each = own.map((letter) => {
    const at = letters.indexOf(letter);
    return at < 0 ? -2 : 1 - (2 * at) / letters.length;
  });
  return 0.5 + (1.5 * each.reduce((sum, one) => sum + one, 0)) / own.length;
}

/** Characters that are taught first have the first places in both encodings. */
function cjkScore(words: string, name: "Shift_JIS" | "GBK"): number {
  if (/[A-Za-z][\u0080-\uffff]|[\u0080-\uffff][A-Za-z]/.test(words)) return -3;
  const own = [...words.replace(/\s/g, "")];
  const each = own.map((letter) => (name === "GBK" ? hanziScore(letter) : kanjiScore(letter)));
  return (1.5 * each.reduce((sum, one) => sum + one, 0)) / own.length;
}

let levels: { hanzi: Set<string>; kanji: Set<string> } | undefined;

function common() {
  levels ??= {
    hanzi: decodedRange("gbk", [0xb0, 0xd7], [0xa1, 0xfe]),
    kanji: decodedRange("shift_jis", [0x88, 0x97], [0x40, 0xfc]),
  };
  return levels;
}

function decodedRange(label: string, [first, last]: [number, number], [from, to]: [number, number]): Set<string> {
  const bytes: number[] = [];
  for (let lead = first; lead <= last; lead += 1)
    for (let trail = from; trail <= to; trail += 1) bytes.push(lead, trail);
  return new Set(new TextDecoder(label).decode(Uint8Array.from(bytes)));
}

function hanziScore(letter: string): number {
  if (common().hanzi.has(letter)) return 1;
  return /[\u4e00-\u9fff]/.test(letter) ? -0.3 : -1;
}

function kanjiScore(letter: string): number {
  if (/[\u3041-\u30ff]/.test(letter) || common().kanji.has(letter)) return 1;
  return /[\uff61-\uff9f]/.test(letter) ? 0.2 : -0.5;
}
