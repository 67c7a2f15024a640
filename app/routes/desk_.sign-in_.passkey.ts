import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { postedJson } from "#app/http/params.server.ts";
import { newPasskeyHolder, passkeyHolder, sessionCookies } from "#app/http/session.server.ts";
import { wordPasskeySignInFault } from "#app/models/desk/faultWords.server.ts";
import { passkeyAnswer, passkeyToShow, signInByPasskey } from "#app/models/desk/passkeySignIn.server.ts";
import { networkOf } from "#app/models/rateLimits.server.ts";

/** `as`: the id of the editor who is to sign in again; another one's passkey is refused. */
const asked = z.discriminatedUnion("intent", [
  z.object({ intent: z.literal("ask") }),
  z.object({ intent: z.literal("answer"), answer: passkeyAnswer, as: z.number().int().optional() }),
]);

/** Signs in by passkey: JSON, the session's cookies, and no redirect. `unknown`: the browser may forget the passkey. */
export async function action({ request, context }: ActionFunctionArgs) {
  const given = asked.safeParse(await postedJson(request));
  if (!given.success) return Response.json({ said: "This page and the desk do not match." }, { status: 400 });
  if (given.data.intent === "ask") {
    const { holder, headers } = await newPasskeyHolder(request, context);
    const options = passkeyToShow(context, holder);
    if (!options) return Response.json({ said: "This desk has no passkeys." }, { status: 404 });
    return Response.json({ options }, { headers });
  }
  const { answer, as } = given.data;
  const browser = { holder: await passkeyHolder(request, context), network: networkOf(context.ip) };
  const tried = await signInByPasskey(context, answer, browser);
  if ("editor" in tried) {
    const { editor } = tried;
    if (as !== undefined && editor.id !== as)
      return Response.json({ said: `This is a passkey of ${editor.name}.` }, { status: 403 });
    const headers = await sessionCookies(request, context, { editor, how: "by passkey" });
    return Response.json({ name: editor.name }, { headers });
  }
  const said = wordPasskeySignInFault(tried);
  if (tried.error !== "too-many") return Response.json({ said, unknown: tried.error === "unknown" }, { status: 400 });
  return Response.json({ said }, { status: 429, headers: { "Retry-After": String(Math.ceil(tried.wait / 1000)) } });
}
