import type { ActionFunctionArgs } from "@remix-run/node";
import { numberFromForm, numberFromPath, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { wordReviewFault } from "#app/models/sending/faultWords.server.ts";
import { moves } from "#app/models/issues/states.ts";
import { askReview, endReview } from "#app/models/sending/askReview.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Asks for a review of an issue and ends it, from its page: `intent` is `ask-review` or `end-review`. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const number = numberFromPath(params.number);
  const form = await postedForm(request);
  if (form.get("intent") === "end-review") {
    const editor = await requireEditor(request, context, moves["end-review"].role);
    const ended = await endReview(context, number, editor.name);
    return ended ? answer(null) : answer("This issue is not in review any more.", 409);
  }
  const editor = await requireEditor(request, context, moves["ask-review"].role);
  const asked = await askReview(context, number, editor.name, numberFromForm(form, "of"));
  return "error" in asked ? answer(wordReviewFault(asked), asked.error === "not-found" ? 404 : 409) : answer(null);
}

function answer(fault: string | null, status = 200) {
  return Response.json({ fault }, { status });
}
