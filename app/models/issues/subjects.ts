/** The place of an issue's own number in a pattern of subjects. */
const mark = "{number}";

/** The words before an issue's number, in the languages of readers. */
const markers = "(?:#|\\bno\\.? ?|\\bnr\\.? ?|n° ?|\\bissue |\\bausgabe |\\bnuméro |\\bnúmero |العدد )";
const separators = "\\-\\s:|–—,·";

/** Finds the number of an issue in a subject: `said` is like `No. 12`. */
export function numberIn(subject: string): { said: string; number: number; at: number } | null {
  const found = new RegExp(`${markers}(\\d{1,5})(?!\\p{N}|[.,]\\d|%)`, "iu").exec(subject);
  return found ? { said: found[0], number: Number(found[1]), at: found.index } : null;
}

/** Returns a subject with the issue's own number as `{number}`, for a template. */
export function patternOf({ subject, number }: { subject: string; number: number }): string {
  const found = numberIn(subject);
  if (found?.number !== number) return subject;
  const end = found.at + found.said.length;
  return subject.slice(0, end - String(number).length) + mark + subject.slice(end);
}

/** Puts an issue's number into a pattern. */
export function fillPattern(pattern: string, number: number): string {
  return pattern.replaceAll(mark, String(number));
}

/**
 * Returns what the subjects of some issues have in common around their numbers, like `The Briefing No. {number}: `; empty
 * where they have no numbers. A headline that ran is never kept.
 * @param former the latest first; with one alone, only a number at its beginning or its end counts
 */
export function commonPattern(former: { subject: string; number: number }[]): string {
  const patterns = former.map(patternOf);
  if (patterns.length === 0 || patterns.some((pattern) => !pattern.includes(mark))) return "";
  return patterns.length === 1 ? ofOne(patterns[0]!) : ofSeveral(patterns);
}

function ofOne(pattern: string): string {
  const before = pattern.slice(0, pattern.indexOf(mark));
  if (!new RegExp(`[:|–—,·(]|\\s-`).test(before)) return withoutHeadline(pattern);
  return pattern.endsWith(mark) || pattern.endsWith(`${mark})`) ? fromSeparator(pattern) : "";
}

function ofSeveral(patterns: string[]): string {
  const [first, ...others] = patterns as [string, ...string[]];
  const fits = (length: number) => others.every((one) => one.slice(0, length) === first.slice(0, length));
  const ends = (length: number) => others.every((one) => one.slice(-length) === first.slice(-length));
  const before = first.indexOf(mark) + mark.length;
  if (fits(before)) return withoutHeadline(first);
  return ends(first.length - first.indexOf(mark)) ? fromSeparator(first) : "";
}

/** Ends a pattern behind the number and what separates it from the headline. */
function withoutHeadline(pattern: string): string {
  const end = pattern.indexOf(mark) + mark.length;
  return pattern.slice(0, end) + new RegExp(`^[${separators})\\]]*`).exec(pattern.slice(end))![0];
}

/** Begins a pattern with what separates the headline from the number. */
function fromSeparator(pattern: string): string {
  const found = new RegExp(`(?:\\s*[:|–—,·(]|\\s-)[^:|–—,·(]*\\{number\\}.*$`).exec(pattern);
  return found ? found[0] : "";
}
