import type { LoaderFunctionArgs } from "@remix-run/node";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { numbersFile } from "#app/http/numbersFile.server.ts";
import { issueNumbers } from "#app/models/numbers/issueNumbers.server.ts";
import { linesOfIssue } from "#app/models/numbers/issueLines.server.ts";

/** The numbers of an issue as a file; nothing in it names a reader. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const number = numberFromPath(params.number);
  const numbers = orNotFound(await issueNumbers(context, number));
  return numbersFile(request, `issue-${number}`, "state" in numbers ? [] : linesOfIssue(numbers));
}
