import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { numberFromPath, postedJson } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { checkedIssue, dismissFinding } from "#app/models/preflight/preflight.server.ts";

/** The issue as last saved, with its checks, for a page that has just saved it. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const found = await checkedIssue(context, numberFromPath(params.number));
  return Response.json(found, { status: "error" in found ? 404 : 200 });
}

/** `why`: null to bring it back. */
const dismissal = z.object({
  check: z.string().max(60),
  subject: z.string().max(64),
  why: z.string().trim().min(1).max(300).nullable(),
});

const statuses = { "not-found": 404, gone: 409, blocking: 409 };

/** Dismisses a finding or brings it back; the answer is the issue with its checks. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const number = numberFromPath(params.number);
  const asked = dismissal.safeParse(await postedJson(request));
  if (!asked.success) return Response.json({ error: "unreadable" }, { status: 400 });
  const { why, ...which } = asked.data;
  const dismissed = await dismissFinding(context, number, which, editor.name, why);
  if ("error" in dismissed) return Response.json(dismissed, { status: statuses[dismissed.error] });
  return Response.json(await checkedIssue(context, number));
}
