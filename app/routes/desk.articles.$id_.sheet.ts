import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { SheetAnswer } from "#app/components/desk/sheet/answers.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireArticle } from "#app/http/ownArticle.server.ts";
import { answerSheet } from "#app/http/sheetRequest.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { publishSheet, reviewSheet, takeOffSite } from "#app/models/articles/editing.server.ts";
import {
  saveSheet,
  sheetOf,
  sheetSchema,
  storedOf,
  type SavedSheet,
  type SheetPlace,
} from "#app/models/articles/sheets.server.ts";
import { deleteArticleAtDesk } from "#app/models/undo/acts.server.ts";
import { writerElsewhere } from "#app/models/sheetLocks.server.ts";
import type { SavedArticle } from "./desk.articles.$id/answers.ts";

/** The article as it is saved, for a page that follows somebody else's saves. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const id = numberFromPath(params.id);
  await requireArticle(request, context, id);
  const sheet = orNotFound(await sheetOf(context, id));
  return Response.json({ draft: sheet.typed, saved: storedOf(sheet) });
}

/** Where an article's page saves its sheet, as JSON: `intent` is `save`, `review`, `publish`, `unpublish` or `delete`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const id = params.id === "new" ? null : numberFromPath(params.id);
  return answerSheet(request, context, "writer", async ({ editor, intent, draft, version, tab, step, over }) => {
    if (["review", "publish", "unpublish", "delete"].includes(intent) && id !== null) {
      const by = await writerElsewhere(context, editor.id, "article", id);
      if (by !== null) return answer({ error: "written", by }, 409);
    }
    if (intent === "delete" && id !== null) {
      const deleted = await deleteArticleAtDesk(context, editor, id);
      if (!("error" in deleted)) return answer({ deleted: true, undo: deleted.undo });
      return deleted.error === "held" ? answer(deleted, 409) : answer(notYours, 403);
    }
    const input = sheetSchema.safeParse(draft);
    if (!input.success) return answer({ error: "unreadable", said: input.error.issues[0]!.message }, 400);
    const place: SheetPlace = { id, version, tab, step, over };
    if (intent === "unpublish" && id !== null)
      return answerSaved(context, await takeOffSite(context, editor.name, { ...place, id }, input.data));
    const save = intent === "publish" ? publishSheet : intent === "review" ? reviewSheet : saveSheet;
    return answerSaved(context, await save(context, editor.name, place, input.data));
  });
}

const notYours = {
  error: "unreadable" as const,
  said: "Writers save their own articles and those assigned to them; an editor publishes them.",
};

type Written = SavedSheet | Awaited<ReturnType<typeof publishSheet | typeof reviewSheet>>;

async function answerSaved(context: RequestContext, written: Written): Promise<Response> {
  if ("error" in written && written.error === "gone") return answer({ error: "gone" }, 404);
  if ("error" in written && written.error === "not-yours") return answer(notYours, 403);
  const sheet = await sheetOf(context, written.id);
  if (!sheet) return answer({ error: "gone" }, 404);
  if ("error" in written && written.error === "changed-meanwhile")
    return answer({ error: "conflict", version: sheet.article.version, at: sheet.savedAt, by: sheet.savedBy }, 409);
  const saved = storedOf(sheet);
  if (!("error" in written) || written.error !== "reviewed") return answer({ saved, faults: faultsOf(written) });
  const { wanted, changes } = written.review;
  return answer({ saved: { ...saved, changes }, faults: faultsOf(written), wanted });
}

const slugFaults = {
  "slug-taken": "Another article has this slug; choose another one.",
  "slug-unfit": "A slug has small letters, digits and single hyphens.",
};

/** Returns the faults by field that prevent publication; the sheet is saved all the same. */
function faultsOf(written: Written): Record<string, string[]> {
  if (!("error" in written)) return written.slug ? { slug: [slugFaults[written.slug]] } : {};
  if (written.error === "lacks") return written.lacks;
  if (written.error === "reviewed") return written.review.required;
  return written.error === "image-gone" ? { imageId: ["This picture is not there any more; upload it again."] } : {};
}

function answer(said: SheetAnswer<SavedArticle>, status = 200): Response {
  return Response.json(said, { status });
}
