import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { answerPeople } from "#app/http/peopleRequest.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { peopleOf } from "#app/models/comments/people.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { moves } from "#app/models/issues/states.ts";
import { askReview, endReview } from "#app/models/sending/askReview.server.ts";
import { wordReviewFault } from "#app/models/sending/faultWords.server.ts";

/** The people of an issue, for its page when it comes back into sight. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const { id } = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  return Response.json(orNotFound(await peopleOf(context, editor.id, { kind: "issue", subject: id })));
}

/** Asks for a review and ends it, comments, resolves and assigns, from the issue's page. */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, moves["ask-review"].role);
  const number = numberFromPath(params.number);
  const form = await postedForm(request);
  switch (form.get("intent")) {
    case "ask-review": {
      const asked = await askReview(context, number, editor.name, numberFromForm(form, "of"));
      if (!("error" in asked)) return answer(null);
      return answer(wordReviewFault(asked), asked.error === "not-found" ? 404 : 409);
    }
    case "end-review": {
      const ended = await endReview(context, number, editor.name);
      return ended ? answer(null) : answer("This issue is not in review any more.", 409);
    }
  }
  const { id } = orNotFound(await issueByNumber(context, number));
  return answerPeople(context, editor, { kind: "issue", subject: id }, form);
}

function answer(fault: string | null, status = 200) {
  return Response.json({ fault }, { status });
}
