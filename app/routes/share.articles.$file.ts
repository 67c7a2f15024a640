import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound } from "../answers.server.ts";
import { answerShareImage } from "../shareAnswers.server.ts";

/** What places that show links draw beside an article's: `/share/articles/SLUG.png`. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  const [, slug] = orNotFound(/^(.+)\.png$/.exec(params.file!));
  return answerShareImage(request, context, { of: "article", slug: slug! });
}
