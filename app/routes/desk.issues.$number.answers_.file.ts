import type { LoaderFunctionArgs } from "@remix-run/node";
import { answersFile } from "#app/http/answersFile.server.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { issueFeedback, remarksOf } from "#app/models/feedback/results.server.ts";
import { editionByNumber } from "#app/models/issues/editions.server.ts";

/** The most remarks in a file. */
const most = 100_000;

/** The answers of readers to an issue's questions, as a file. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const number = numberFromPath(params.number);
  orNotFound(await editionByNumber(context, number));
  const remarks = await remarksOf(context, { issue: number }, most);
  return answersFile(request, `issue-${number}`, await issueFeedback(context, number), remarks);
}
