import type { Messages } from "#app/i18n/messages.ts";
import { minute } from "#app/models/durations.ts";

/** Returns a value that exists. @throws the 404 page for null or undefined */
export function orNotFound<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new Response("There is no such page.\n", { status: 404 });
  return found;
}

/** Parses the whole number in a page's path. @throws the 404 page for anything that no row can have */
export function numberFromPath(text: string | undefined): number {
  return orNotFound(rowNumber(text));
}

/** Parses a whole number in a form's field, like the id of a row; 0, which no row has, for an invalid one. */
export function numberFromForm(form: FormData, name: string): number {
  return rowNumber(form.get(name)) ?? 0;
}

/** Parses a positive integer within the range of both databases; no row's id or number will exceed it. */
function rowNumber(text: unknown): number | null {
  const [digits] = /^[1-9]\d{0,8}$/.exec(String(text ?? "")) ?? [];
  return digits ? Number(digits) : null;
}

/** Parses `?page=`; 1 when it is absent. @throws the 404 page for an invalid number */
export function pageFromQuery(request: Request): number {
  return numberFromPath(new URL(request.url).searchParams.get("page") ?? "1");
}

/**
 * Returns a page's title. After a form with errors it begins with them, because tabs and screen readers present the
 * title first.
 */
export function titleFor({ hasFault }: { hasFault?: boolean }, words: Messages, title: string): string {
  return hasFault ? words("errors.titled", { title }) : title;
}

/** Milliseconds: a faster query is no load. */
const quick = 50;

/**
 * Returns the milliseconds that a page waits before its next request, by how long the last one took: with a million
 * rows to count, the database needs the time for other work.
 */
export function restAfter(took: number): number {
  return took > quick ? Math.min(Math.round(took * 20), minute) : 0;
}

/** Reads a POST's form. @throws 405 for another method, 400 for a body that is no form */
export function postedForm(request: Request): Promise<FormData> {
  return posted(request, () => request.formData());
}

/** Reads a POST's body as text. @throws 405 for another method, 400 for an incomplete body */
export function postedText(request: Request): Promise<string> {
  return posted(request, () => request.text());
}

/** Reads a POST's body as JSON; null for anything else. @throws 405 for another method, 400 for an incomplete body */
export async function postedJson(request: Request): Promise<unknown> {
  const text = await postedText(request);
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

async function posted<T>(request: Request, read: () => Promise<T>): Promise<T> {
  if (request.method !== "POST") throw new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  try {
    return await read();
  } catch {
    throw new Response(null, { status: 400 });
  }
}
