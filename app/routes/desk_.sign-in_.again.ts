import type { ActionFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { postedJson } from "#app/http/params.server.ts";
import { knownAs, sessionCookies } from "#app/http/session.server.ts";
import { signIn } from "#app/models/desk/signIn.server.ts";
import { minute } from "#app/models/durations.ts";
import { networkOf } from "#app/models/rateLimits.server.ts";

const typed = z.object({ email: z.string().max(1000), password: z.string().max(10_000) });

/** Signs in over a page that stays: JSON, the session's cookies, and no redirect. */
export async function action({ request, context }: ActionFunctionArgs) {
  const given = typed.safeParse(await postedJson(request));
  if (!given.success) return Response.json({ said: "Enter your email and your password." }, { status: 400 });
  const network = networkOf(context.ip);
  const tried = await signIn(context, { ...given.data, network, browsers: await knownAs(request, context) });
  if ("editor" in tried) {
    const headers = await sessionCookies(request, context, { editor: tried.editor });
    return Response.json({ name: tried.editor.name }, { headers });
  }
  if (tried.error === "wrong")
    return Response.json({ said: "This address and password do not go together." }, { status: 400 });
  const minutes = Math.max(1, Math.ceil(tried.wait / minute));
  const headers = { "Retry-After": String(Math.ceil(tried.wait / 1000)) };
  const said = `Too many tries. Wait ${minutes === 1 ? "a minute" : `${minutes} minutes`}, then try again.`;
  return Response.json({ said }, { status: 429, headers });
}
