import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { SheetAnswer } from "#app/components/desk/sheet/answers.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { answerSheet } from "#app/http/sheetRequest.server.ts";
import { chosenSections } from "#app/models/issues/editing.server.ts";
import { issueSchema } from "#app/models/issues/issueInput.server.ts";
import { createIssue, isOpen, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { moves } from "#app/models/issues/states.ts";
import { heldByAnother } from "#app/models/sheetLocks.server.ts";
import { deleteIssueAtDesk } from "#app/models/undo/acts.server.ts";
import type { SavedDraft } from "./desk.issues.$number._index/useComposing.ts";

/** The issue as it is saved, for a page that follows somebody else's saves. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const issue = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  if (!isOpen(issue)) throw new Response(null, { status: 409 });
  const { subject, subjectPlan, preheader, intro, outro, list, segment, version, updatedAt } = issue;
  const sections = await chosenSections(context, issue);
  const own = { subject, subjectPlan, preheader, intro, outro };
  const draft = { ...own, listId: list.id, segmentId: segment?.id ?? null, sections };
  return Response.json({ draft, saved: { version, at: updatedAt, tookBack: false } });
}

/** Where an issue's page saves its sheet, as JSON: `intent` is `save`, `copy` or `delete`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const number = numberFromPath(params.number);
  return answerSheet(request, context, moves.edit.role, async ({ editor, intent, draft, version, tab, step, over }) => {
    if (intent === "delete") {
      const held = await heldByAnother(context, editor.id, "issue", number);
      if (held) return answer({ error: "unreadable", said: held }, 409);
      const undo = await deleteIssueAtDesk(context, editor, number);
      return undo === null ? answer({ error: "gone" }, 404) : answer({ deleted: true, undo });
    }
    const input = issueSchema.safeParse(draft);
    if (!input.success) return answer({ error: "unreadable", said: input.error.issues[0]!.message }, 400);
    if (intent === "copy") return answer({ copied: await createIssue(context, input.data.listId, input.data) });
    const saved = await saveIssue(context, number, version, input.data, editor.name, { tab, step, over });
    if (!("error" in saved)) return answer({ saved, faults: {} });
    if (saved.error === "gone") return answer({ error: "gone" }, 404);
    if (saved.error === "changed-meanwhile") return answer({ ...saved, error: "conflict" }, 409);
    return answer({ error: "unreadable", said: refusals[saved.error] }, 409);
  });
}

const refusals = {
  "already-sent": "This issue is on its way to its readers, so it cannot be changed any more.",
  "list-gone": "The list is no longer there. Choose another one.",
  "segment-gone": "The segment is deleted. Choose another one, or all of the list.",
};

function answer(said: SheetAnswer<SavedDraft>, status = 200): Response {
  return Response.json(said, { status });
}
