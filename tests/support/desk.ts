import { hash } from "@node-rs/argon2";
import { createCookie } from "@remix-run/node";
import { insertEditor } from "#app/models/desk/editors.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { startSession } from "#app/models/desk/sessions.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { Role } from "#db/schema/desk.ts";
import { testContext, type TestContext } from "./context.ts";
import { aBriefing } from "./newsroom.ts";

export const aPassword = "a sentence that nobody else types";

/**
 * The hash of `aPassword`, with next to no work in it: each sign-in would do that again, and does as much as the hash says.
 */
const quickHash = hash(aPassword, { memoryCost: 8, timeCost: 1, parallelism: 1 });

/** Somebody who may enter the desk. */
export async function anEditor(context: TestContext, name: string, role: Role = "editor"): Promise<Editor> {
  const email = `${name.toLowerCase().replace(/\W+/g, ".")}@briefing.example`;
  const password_hash = await quickHash;
  const made = await insertEditor(context, { email, email_key: email, name, role, password_hash });
  if ("error" in made) throw new Error(made.error);
  return made.editor;
}

/** The `Cookie` header of an editor who has just signed in, on a site with TLS or on one without. */
export async function cookieOf(context: TestContext, editor: Pick<Editor, "id">): Promise<string> {
  const token = await startSession(context, editor.id, "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
  const name = context.config.appUrl.startsWith("https:") ? "__Host-pressrun" : "pressrun";
  return (await createCookie(name).serialize(token)).split(";")[0]!;
}

/** A set-up briefing and Ines Halloran, signed in. */
export async function aDesk(role: Role = "owner") {
  const context = await testContext();
  const list: List = await aBriefing(context);
  const ines = await anEditor(context, "Ines Halloran", role);
  return { context, list, ines, cookie: await cookieOf(context, ines) };
}

type Asked = { cookie?: string; params?: Record<string, string>; form?: FormData | Record<string, string> };

/** What a loader or an action is called with; with a form, the request is its POST. */
export function asked(context: TestContext, path: string, { cookie = "", params = {}, form }: Asked = {}) {
  const body = form instanceof FormData || !form ? form : formOf(form);
  const headers = { Cookie: cookie, "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0" };
  const request = new Request(new URL(path, context.config.appUrl), {
    headers,
    ...(body ? { method: "POST", body } : {}),
  });
  return { request, params, context };
}

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

/** What came of a loader or an action, in one shape: returned or thrown, a response, a status with data, or bare data. */
export type Outcome<T = unknown> = { status: number; data: T; location: string | null; headers: Headers };

export async function outcomeOf<T = unknown>(work: Promise<unknown>): Promise<Outcome<T>> {
  const result = await work.catch((thrown: unknown) => {
    if (thrown instanceof Response) return thrown;
    throw thrown;
  });
  if (result instanceof Response) {
    const { status, headers } = result;
    return { status, data: (await result.text()) as T, location: headers.get("location"), headers };
  }
  const { data, init } = (isWithInit(result) ? result : { data: result, init: null }) as {
    data: T;
    init: ResponseInit | null;
  };
  return { status: init?.status ?? 200, data, location: null, headers: new Headers(init?.headers) };
}

function isWithInit(result: unknown): boolean {
  return (result as { type?: string } | null)?.type === "DataWithResponseInit";
}
