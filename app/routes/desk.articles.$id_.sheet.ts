import type { ActionFunctionArgs } from "@remix-run/node";
import type { SheetAnswer } from "#app/components/desk/sheet/answers.ts";
import { numberFromPath } from "#app/http/params.server.ts";
import { answerSheet } from "#app/http/sheetRequest.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { discardArticle, publishSheet, takeOffSite } from "#app/models/articles/editing.server.ts";
import {
  saveSheet,
  sheetOf,
  sheetSchema,
  type SavedSheet,
  type SheetPlace,
} from "#app/models/articles/sheets.server.ts";
import type { SavedArticle } from "./desk.articles.$id/answers.ts";

/** Where an article's page saves its sheet, as JSON: `intent` is `save`, `publish`, `unpublish` or `delete`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const id = params.id === "new" ? null : numberFromPath(params.id);
  return answerSheet(request, context, async ({ editor, intent, draft, version, tab, step }) => {
    if (intent === "delete" && id !== null) {
      const issues = await discardArticle(context, editor.name, id);
      return issues.length > 0 ? answer({ error: "held", issues }, 409) : answer({ deleted: true });
    }
    const input = sheetSchema.safeParse(draft);
    if (!input.success) return answer({ error: "unreadable", said: input.error.issues[0]!.message }, 400);
    const place: SheetPlace = { id, version, tab, step };
    if (intent === "unpublish" && id !== null)
      return answerSaved(context, await takeOffSite(context, editor.name, { ...place, id }, input.data));
    const save = intent === "publish" ? publishSheet : saveSheet;
    return answerSaved(context, await save(context, editor.name, place, input.data));
  });
}

type Written = SavedSheet | Awaited<ReturnType<typeof publishSheet>>;

async function answerSaved(context: RequestContext, written: Written): Promise<Response> {
  if ("error" in written && written.error === "gone") return answer({ error: "gone" }, 404);
  const sheet = await sheetOf(context, written.id);
  if (!sheet) return answer({ error: "gone" }, 404);
  const { article, waits, savedAt, savedBy } = sheet;
  if ("error" in written && written.error === "changed-meanwhile")
    return answer({ error: "conflict", version: article.version, at: savedAt, by: savedBy }, 409);
  const { id, slug, version, publishedAt } = article;
  return answer({ saved: { id, slug, version, publishedAt, waits, at: savedAt }, faults: faultsOf(written) });
}

const slugFaults = {
  "slug-taken": "Another article has this slug; choose another one.",
  "slug-unfit": "A slug has small letters, digits and single hyphens.",
};

/** Returns the faults by field that prevent publication; the sheet is saved all the same. */
function faultsOf(written: Written): Record<string, string[]> {
  if (!("error" in written)) return written.slug ? { slug: [slugFaults[written.slug]] } : {};
  if (written.error === "lacks") return written.lacks;
  return written.error === "image-gone" ? { imageId: ["This picture is not there any more; upload it again."] } : {};
}

function answer(said: SheetAnswer<SavedArticle>, status = 200): Response {
  return Response.json(said, { status });
}
