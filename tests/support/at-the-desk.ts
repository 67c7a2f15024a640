import { createCookie } from "@remix-run/node";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { startSession } from "#app/models/desk/sessions.server.ts";
import type { Role } from "#db/schema/desk.ts";
import { ask, post } from "./ask.ts";
import type { TestContext } from "./context.ts";
import { anEditor } from "./desk.ts";

export type AtTheDesk = {
  editor: Editor;
  see(path: string): ReturnType<typeof ask>;
  /** Posts JSON, as pages that save themselves do. */
  send(path: string, json: object): ReturnType<typeof ask>;
  /** Posts a body of any type, as a form with a file is. */
  raw(path: string, body: string, type: string): ReturnType<typeof ask>;
  post(path: string, fields: Record<string, string> | URLSearchParams): ReturnType<typeof ask>;
};

/** Somebody signed in at the desk of a site that answers on http (`aSite`). */
export async function atTheDesk(context: TestContext, role: Role = "operator", name = "Ruth"): Promise<AtTheDesk> {
  const editor = await anEditor(context, name, role);
  const token = await startSession(context, editor.id, "a test");
  const cookie = (await createCookie("pressrun").serialize(token)).split(";")[0]!;
  return {
    editor,
    see: (path) => ask(context, path, { headers: { Cookie: cookie } }),
    send: (path, json) =>
      ask(context, path, {
        method: "POST",
        headers: { Cookie: cookie, "Content-Type": "application/json", "Sec-Fetch-Site": "same-origin" },
        body: JSON.stringify(json),
      }),
    raw: (path, body, type) =>
      ask(context, path, {
        method: "POST",
        headers: { Cookie: cookie, "Content-Type": type, "Sec-Fetch-Site": "same-origin" },
        body,
      }),
    post: (path, fields) => post(context, path, fields, { Cookie: cookie }),
  };
}
