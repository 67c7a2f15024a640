import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerFeed } from "../feedAnswers.server.ts";

/** The issues that went out as RSS 2.0. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return answerFeed(request, context, { of: "issues" }, "rss");
}
