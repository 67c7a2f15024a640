import { z } from "zod";
import { isCommonPassword } from "./commonPasswords.server.ts";

/** argon2id with OWASP's minimum: 19 MiB, 2 passes, 1 lane (S-05). */
const argon = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
/** NIST SP 800-63B requires at least 64; a longer password only costs time. */
const longest = 1000;

/** Checks only the length, counted in characters as people see them; see `passwordFault`. */
export const passwordSchema = z
  .string("Choose a password.")
  .refine(
    (password) => [...password.normalize("NFC")].length >= 8,
    "A password has at least 8 characters; a sentence of 15 or more is better.",
  )
  .refine((password) => password.length <= longest, `A password has at most ${longest} characters.`);

/** @returns the hash to store; accents are normalised (RFC 8265), so that every way to type them matches */
export async function hashPassword(password: string): Promise<string> {
  const { hash } = await import("@node-rs/argon2");
  return hash(prepared(password), argon);
}

/**
 * @param kept null for an unknown account: verifying takes as long, so that time does not reveal which accounts exist
 * @returns true when `password` is the one that was hashed
 */
export async function verifyPassword(kept: string | null | undefined, password: string): Promise<boolean> {
  const { hash, verify } = await import("@node-rs/argon2");
  if (kept) return verify(kept, prepared(password));
  await hash(prepared(password), argon);
  return false;
}

function prepared(password: string): string {
  return password.slice(0, longest).normalize("NFC");
}

/** Why a password is weak; `known`: it is made of words that others know, like the own name. */
export type PasswordFault = { error: "repetition" | "run" | "known" | "common" };

/**
 * Checks how easily a password is guessed, by NIST SP 800-63B (3.1.1.2): a common one, a repetition, a run of keys, or
 * made of known names. No kinds of characters are required.
 * @param known the site's name, the person's own name and address
 * @returns null for a good one
 */
export async function passwordFault(password: string, known: string[]): Promise<PasswordFault | null> {
  const plain = password.normalize("NFKC").toLowerCase();
  if (isRepetition(plain)) return { error: "repetition" };
  if (isRun(plain)) return { error: "run" };
  if (isMadeOf(plain, known)) return { error: "known" };
  if (await isCommonPassword(plain)) return { error: "common" };
  return null;
}

/** A repetition is as weak as its unit: `hallohallo` as `hallo`. */
function isRepetition(plain: string): boolean {
  const signs = [...plain];
  if (new Set(signs).size < 4) return true;
  const unit = signs.findIndex((_, i) => i > 0 && signs.every((sign, at) => sign === signs[at % i]));
  return unit > 0 && unit < 8;
}

/** Rows and columns of common keyboards, the number pad, and the alphabet. */
const rows = [
  "abcdefghijklmnopqrstuvwxyz",
  "01234567890",
  "qwertyuiop[]",
  "asdfghjkl;'",
  "zxcvbnm,./",
  "qwertzuiopü",
  "asdfghjklöä",
  "yxcvbnm",
  "azertyuiop",
  "qsdfghjklm",
  "wxcvbn",
  "!@#$%^&*()",
  '!"§$%&/()=',
  "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
  "1q2w3e4r5t6y7u8i9o0p",
  "147258369",
  "йцукенгшщзхъ",
  "фывапролджэ",
  "ячсмитьбю",
].flatMap((row) => [row, [...row].reverse().join("")]);

/** True for fewer than five pieces, where a run of three or more keys, or of one key, is one piece. */
function isRun(plain: string): boolean {
  let pieces = 0;
  for (let at = 0; at < plain.length; at += Math.max(1, runAt(plain, at))) pieces += 1;
  return pieces < 5;
}

/** @returns the length of the run that begins there; 1 or less for none */
function runAt(plain: string, at: number): number {
  const same = /^(.)\1{2,}/u.exec(plain.slice(at))?.[0].length ?? 0;
  const lengths = rows.map((row) => {
    let length = 3;
    while (length <= row.length && at + length <= plain.length && row.includes(plain.slice(at, at + length)))
      length += 1;
    return length - 1;
  });
  const longestRun = Math.max(same, ...lengths);
  return longestRun >= 3 ? longestRun : 1;
}

/** True when fewer than six signs remain without the words of `known`. */
function isMadeOf(plain: string, known: string[]): boolean {
  const squeeze = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "");
  const texts = known.map((text) => text.normalize("NFKC").toLowerCase());
  const words = [...texts, ...texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u))].map(squeeze);
  const whole = squeeze(plain);
  const rest = words
    .filter((word) => word.length >= 4)
    .sort((a, b) => b.length - a.length)
    .reduce((left, word) => left.replaceAll(word, ""), whole);
  return rest.length < whole.length && rest.length < 6;
}
