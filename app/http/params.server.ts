import type { Messages } from "#app/i18n/messages.ts";
import { minute } from "#app/models/durations.ts";

/** Passes a thing on that is there. @throws the 404 page when it is not */
export function orNotFound<T>(found: T | null | undefined): T {
  if (found === null || found === undefined) throw new Response("There is no such page.\n", { status: 404 });
  return found;
}

/** The whole number in a page's address. @throws the 404 page for anything that no row can have */
export function numberFromPath(text: string | undefined): number {
  return orNotFound(rowNumber(text));
}

/** The whole number in a field of a form, like the id of a row; 0, which no row has, for anything else. */
export function numberFromForm(form: FormData, name: string): number {
  return rowNumber(form.get(name)) ?? 0;
}

/** What both databases can hold as an integer, and no row's id or number will ever pass. */
function rowNumber(text: unknown): number | null {
  const [digits] = /^[1-9]\d{0,8}$/.exec(String(text ?? "")) ?? [];
  return digits ? Number(digits) : null;
}

/** The page of a list that `?page=` asks for, the first when it is not there. @throws the 404 page for what no page can be */
export function pageFromQuery(request: Request): number {
  return numberFromPath(new URL(request.url).searchParams.get("page") ?? "1");
}

/** A page's title: after a form with a fault in it, what tabs and screen readers say first is that there is one. */
export function titleFor({ hasFault }: { hasFault?: boolean }, words: Messages, title: string): string {
  return hasFault ? words("errors.titled", { title }) : title;
}

/** Below this, in milliseconds, asking costs nothing to speak of. */
const quick = 50;

/**
 * How long a page should wait before it asks again, in milliseconds, by how long the answer took: where a million rows
 * are counted, the database has other work to do.
 */
export function restAfter(took: number): number {
  return took > quick ? Math.min(Math.round(took * 20), minute) : 0;
}

/** What a POST brought. @throws 405 for another method, 400 for a body that is no form */
export function postedForm(request: Request): Promise<FormData> {
  return posted(request, () => request.formData());
}

/** The same of a body whose form the caller reads. @throws 405 for another method, 400 for a body that breaks off */
export function postedText(request: Request): Promise<string> {
  return posted(request, () => request.text());
}

async function posted<T>(request: Request, read: () => Promise<T>): Promise<T> {
  if (request.method !== "POST") throw new Response(null, { status: 405, headers: { Allow: "GET, HEAD, POST" } });
  try {
    return await read();
  } catch {
    throw new Response(null, { status: 400 });
  }
}
