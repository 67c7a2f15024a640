import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The common passwords as a Bloom filter: 24 bits a password, each set by 17 hashes, so that of 100 000 others one is
 * taken for common. It is read when a password is chosen, which is seldom. Decision 21 says what it was made from.
 * A file beside the code is not found after bundling, so it is looked for in the project's folder.
 */
const file = join("app", "models", "desk", "commonPasswords.bin");
const bitsEach = 24;
const hashes = 17;

/**
 * @param plain in small letters
 * @returns true for a common password, also with letters written as digits, and with a few signs before or behind
 */
export async function isCommonPassword(plain: string): Promise<boolean> {
  const filter = await readFile(file);
  const known = (text: string) => holds(filter, text);
  return [plain, asLetters(plain)].some((text) => {
    const core = coreOf(text);
    return known(text) || (core.length >= 5 && text.length - core.length <= 6 && known(core));
  });
}

/** `welcome` of `welcome-2026!` */
function coreOf(text: string): string {
  return text.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, "");
}

const letters: Record<string, string> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
};

/** `password` of `p@55w0rd`; digits at the end are left, they are a year more often than letters. */
function asLetters(text: string): string {
  const end = /[^\p{L}]*$/u.exec(text)!.index;
  return text.slice(0, end).replace(/[013457@$]/g, (sign) => letters[sign]!) + text.slice(end);
}

/** @returns the filter of these words, as the file has it */
export function commonPasswordFilter(words: Set<string>): Buffer {
  const filter = Buffer.alloc(Math.ceil((words.size * bitsEach) / 8));
  for (const word of words)
    for (const bit of bitsOf(word, filter.length)) filter[bit >> 3] = filter[bit >> 3]! | (1 << (bit & 7));
  return filter;
}

function holds(filter: Buffer, word: string): boolean {
  return bitsOf(word, filter.length).every((bit) => (filter[bit >> 3]! & (1 << (bit & 7))) !== 0);
}

/** Two hashes make all (Kirsch and Mitzenmacher). */
function bitsOf(word: string, bytes: number): number[] {
  const digest = createHash("sha256").update(word).digest();
  const [first, second] = [digest.readUIntBE(0, 6), digest.readUIntBE(6, 6)];
  return Array.from({ length: hashes }, (_, i) => (first + i * second) % (bytes * 8));
}
