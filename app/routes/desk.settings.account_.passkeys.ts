import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { postedJson } from "#app/http/params.server.ts";
import { requireEditor, sessionToken } from "#app/http/session.server.ts";
import { addPasskey, newPasskeySchema, passkeyToMake } from "#app/models/desk/addPasskey.server.ts";
import { wordAddPasskeyFault } from "#app/models/desk/faultWords.server.ts";
import { mostPasskeys, passkeysOf } from "#app/models/desk/passkeys.server.ts";
import { isJustSignedIn } from "#app/models/desk/sessions.server.ts";

const asked = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("ask") }),
  newPasskeySchema.extend({ intent: z.literal("add") }),
]);

/** Adds a passkey to the editor's own account, in two steps of JSON; only just after they signed in (S-06). */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "writer");
  const token = await sessionToken(request, context);
  if (!(await isJustSignedIn(context, token))) return refuse("Sign in again first.", 403);
  const given = asked.safeParse(await postedJson(request));
  if (!given.success) {
    const name = given.error.issues.find(({ path }) => path[0] === "name");
    return refuse(name?.message ?? "This page and the desk do not match.", 400);
  }
  if (given.data.intent === "ask") {
    if ((await passkeysOf(context, editor.id)).length >= mostPasskeys)
      return refuse(`An account has at most ${mostPasskeys} passkeys. Remove one first.`, 400);
    const options = await passkeyToMake(context, editor, token);
    return options ? Response.json({ options }) : refuse(wordAddPasskeyFault({ error: "none-here" }), 404);
  }
  const added = await addPasskey(context, editor, token, given.data);
  if (!("error" in added)) return Response.json(added, { status: 201 });
  return refuse(wordAddPasskeyFault(added), added.error === "too-many" ? 429 : 400);
}

function refuse(said: string, status: number): Response {
  return Response.json({ said }, { status });
}
