import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound, pathNumber } from "../answers.server.ts";
import { answerShareImage } from "../shareAnswers.server.ts";

/** What places that show links draw beside an issue's: `/share/issues/NUMBER.png`. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  const [, number] = orNotFound(/^(\d+)\.png$/.exec(params.file!));
  return answerShareImage(request, context, { of: "issue", number: pathNumber(number) });
}
