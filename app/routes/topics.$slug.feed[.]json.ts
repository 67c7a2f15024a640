import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerFeed } from "../feedAnswers.server.ts";

/** The articles of a topic as JSON Feed. */
export function loader({ request, params, context }: LoaderFunctionArgs) {
  return answerFeed(request, context, { of: "topic", slug: params.slug! }, "json");
}
