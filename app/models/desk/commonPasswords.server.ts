import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The common passwords as a Bloom filter: 24 bits a password and 17 hashes, so that one in 100 000 other passwords is
 * rejected. It is read only when a password is chosen. Decision 21 names its sources. The path is relative to the
 * project's folder, because bundling moves this module.
 */
const file = join("app", "models", "desk", "commonPasswords.bin");
const bitsEach = 24;
const hashes = 17;

/**
 * @param plain in small letters
 * @returns true for a common password, also with digits in place of letters, or with a few signs before or after it
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

/** `password` of `p@55w0rd`; digits at the end stay, because they are more often a year. */
function asLetters(text: string): string {
  const end = /[^\p{L}]*$/u.exec(text)!.index;
  return text.slice(0, end).replace(/[013457@$]/g, (sign) => letters[sign]!) + text.slice(end);
}

/** @returns a filter of these words, in the file's format */
export function commonPasswordFilter(words: Set<string>): Buffer {
  const filter = Buffer.alloc(Math.ceil((words.size * bitsEach) / 8));
  for (const word of words)
    for (const bit of bitsOf(word, filter.length)) filter[bit >> 3] = filter[bit >> 3]! | (1 << (bit & 7));
  return filter;
}

function holds(filter: Buffer, word: string): boolean {
  return bitsOf(word, filter.length).every((bit) => (filter[bit >> 3]! & (1 << (bit & 7))) !== 0);
}

/** Two hashes generate all 17 (Kirsch and Mitzenmacher). */
function bitsOf(word: string, bytes: number): number[] {
  const digest = createHash("sha256").update(word).digest();
  const [first, second] = [digest.readUIntBE(0, 6), digest.readUIntBE(6, 6)];
  return Array.from({ length: hashes }, (_, i) => (first + i * second) % (bytes * 8));
}
