import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerFeed } from "../feedAnswers.server.ts";

/** The issues that went out as Atom. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return answerFeed(request, context, { of: "issues" }, "atom");
}
