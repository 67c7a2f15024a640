import type { ActionFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { cancelPublication, schedulePublication } from "#app/models/articles/scheduled.server.ts";
import { sheetOf, storedOf } from "#app/models/articles/sheets.server.ts";
import { wordMomentFault } from "#app/models/faultWords.server.ts";
import { wording } from "#app/models/faults.ts";
import { heldByAnother } from "#app/models/sheetLocks.server.ts";
import type { SavedArticle } from "./desk.articles.$id/answers.ts";

/** `fault`: why the article has no other time, in words. */
export type ScheduleAnswer = { saved: SavedArticle; fault: string | null };

/** Gives an article a time at which it is published by itself, another one, or none; as JSON, for a page that stays. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  const id = numberFromPath(params.id);
  const form = await postedForm(request);
  const fault =
    form.get("intent") === "cancel"
      ? await cancelPublication(context, editor.name, id).then(() => null)
      : await schedule(String(form.get("at") ?? ""));
  const sheet = orNotFound(await sheetOf(context, id));
  return Response.json({ saved: storedOf(sheet), fault } satisfies ScheduleAnswer, { status: fault ? 400 : 200 });

  async function schedule(typed: string): Promise<string | null> {
    const held = await heldByAnother(context, editor.id, "article", id);
    if (held) return held;
    const scheduled = await schedulePublication(context, editor.name, id, typed.slice(0, 40));
    return "error" in scheduled ? wordScheduleFault(scheduled) : null;
  }
}

type ScheduleFault = Extract<Awaited<ReturnType<typeof schedulePublication>>, { error: string }>;

/** The faults of a typed time have their own words. */
type OtherFault = Exclude<ScheduleFault, Parameters<typeof wordMomentFault>[0]>;

const wordOther = wording<OtherFault>({
  past: () => "This time is over: choose a later one, or publish it now.",
  "too-far": () => "This is more than a year away: choose an earlier time.",
  gone: () => "This article is no longer there.",
  published: () => "This article is on the site already.",
  "not-yours": () => "An editor publishes it.",
  lacks: ({ lacks }) => Object.values(lacks).flat().join(" "),
});

function wordScheduleFault(fault: ScheduleFault): string {
  return isOther(fault) ? wordOther(fault) : wordMomentFault(fault);
}

function isOther(fault: ScheduleFault): fault is OtherFault {
  return ["past", "too-far", "gone", "published", "not-yours", "lacks"].includes(fault.error);
}
