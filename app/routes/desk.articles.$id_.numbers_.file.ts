import type { LoaderFunctionArgs } from "@remix-run/node";
import { numbersFile } from "#app/http/numbersFile.server.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { articleFeedback } from "#app/models/feedback/results.server.ts";
import { linesOfArticle, linesOfFeedback } from "#app/models/numbers/articleLines.server.ts";
import { articleNumbers } from "#app/models/numbers/articleNumbers.server.ts";

/** The numbers of a piece as a file; nothing in it names a reader. */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const id = numberFromPath(params.id);
  const numbers = orNotFound(await articleNumbers(context, id));
  const lines = [...linesOfArticle(numbers), ...linesOfFeedback(await articleFeedback(context, id))];
  return numbersFile(request, `article-${id}`, lines);
}
