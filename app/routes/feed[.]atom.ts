import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerFeed } from "../feedAnswers.server.ts";

/** All articles as Atom. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return answerFeed(request, context, { of: "articles" }, "atom");
}
