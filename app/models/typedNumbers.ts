/**
 * Reads a number as people type it in a language, with its sign, groups, currency or unit: `12 400`, `−3,5 %`, `US$ 3.4 bn`.
 * @param language a code like `de`
 * @returns null for a text that is no number
 */
export function readNumber(text: string, language: string): number | null {
  const latin = text.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (sign) => String(sign.charCodeAt(0) & 15));
  const found = /^[^\d]{0,8}?([+\-−]?)[^\d+\-−]{0,4}(\d[\d\s.,'’٬٫]*)[^\d]{0,12}$/u.exec(
    latin.replace(/[\u200e\u200f\u061c\u2066-\u2069]/g, "").trim(),
  );
  if (!found) return null;
  const digits = found[2]!
    .replace(/[\s'’٬]/g, "")
    .replace(/[.,]+$/, "")
    .replace("٫", "#");
  const plain = digits.includes("#") ? digits.replace(/[.,]/g, "").replace("#", ".") : withPoint(digits, language);
  const value = Number(plain);
  return Number.isFinite(value) ? (/[-−]/.test(found[1]!) ? -value : value) : null;
}

/** Of points and commas, the last sign may be the decimal one; three digits behind the other sign are a group. */
function withPoint(digits: string, language: string): string {
  const own = decimalSign(language);
  const signs = [...digits.matchAll(/[.,]/g)].map(({ 0: sign }) => sign);
  const last = signs.at(-1);
  if (!last) return digits;
  const isRepeated = signs.filter((sign) => sign === last).length > 1;
  const isGroup = last !== own && new Set(signs).size === 1 && /^\d{1,3}[.,]\d{3}$/.test(digits);
  const decimal = isRepeated || isGroup ? null : last;
  return digits.replace(/[.,]/g, (sign, at: number) =>
    sign === decimal && at === digits.lastIndexOf(sign) ? "." : "",
  );
}

function decimalSign(language: string): string {
  return /^(de|es|fr)\b/.test(language) ? "," : ".";
}

/** Returns a number as the language writes it. */
export function numberInWords(value: number, language: string): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(value);
}
