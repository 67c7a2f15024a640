/**
 * Reading of JSON that others have sent. Nothing of it is trusted to be there or to be of a kind. A name like `__proto__` or
 * `constructor` finds only what was sent (8.34).
 */

/** @returns what stands at a path of names and places; undefined where there is no such thing */
export function valueAt(value: unknown, ...path: (string | number)[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== "object" || found === null || !Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string | number, unknown>)[step];
  }
  return found;
}

/** @returns a text, or a number as text, of at most 2,000 characters; null for anything else and for an empty one */
export function textAt(value: unknown, ...path: (string | number)[]): string | null {
  const found = valueAt(value, ...path);
  const text = typeof found === "number" ? String(found) : typeof found === "string" ? found.trim() : "";
  return text.slice(0, 2000) || null;
}

/** @returns the entries of a list, at most 1,000; none for anything else */
export function listAt(value: unknown, ...path: (string | number)[]): unknown[] {
  const found = valueAt(value, ...path);
  return Array.isArray(found) ? (found as unknown[]).slice(0, 1000) : [];
}

/** @returns what a table has for a name that came from outside */
export function ofTable<T>(table: Record<string, T>, name: string | null): T | undefined {
  return name !== null && Object.hasOwn(table, name) ? table[name] : undefined;
}

/** @returns milliseconds; null for what is no time */
export function parsedTime(text: string | null): number | null {
  const time = text === null ? NaN : Date.parse(text);
  return Number.isFinite(time) ? time : null;
}

/** @param seconds since the epoch, maybe with a fraction @returns milliseconds; null for what is no time */
export function secondsAt(value: unknown, ...path: (string | number)[]): number | null {
  const seconds = Number(textAt(value, ...path) ?? NaN);
  return Number.isFinite(seconds) && seconds > 0 && seconds < 1e11 ? Math.round(seconds * 1000) : null;
}

/** @returns undefined for what is no JSON */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The values of a header field in a list of `{ name, value }`, as SES and Resend give the header of a mail. */
export function fieldsNamed(headers: unknown[], name: string): string[] {
  return headers.flatMap((field) => {
    const isIt = textAt(field, "name")?.toLowerCase() === name.toLowerCase();
    return (isIt ? textAt(field, "value") : null) ?? [];
  });
}
