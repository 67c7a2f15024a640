import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { chooseSubject } from "#app/models/sending/subjectTests/decision.server.ts";

/** After a sign-in in between, redirects to the issue and its buttons. */
export function loader({ params }: LoaderFunctionArgs) {
  return redirect(deskIssuePath(numberFromPath(params.number)));
}

/**
 * Chooses the subject that the rest of an issue's readers get: `choice` is its number, or `now` for what the figures tell until
 * now. After a simultaneous decision the page shows that one, as for an issue without a test.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const number = numberFromPath(params.number);
  const form = await postedForm(request);
  const issue = orNotFound(await issueByNumber(context, number));
  const choice = form.get("choice") === "now" ? null : numberFromForm(form, "choice");
  await chooseSubject(context, issue.id, choice, editor.name);
  return redirect(deskIssuePath(number));
}
