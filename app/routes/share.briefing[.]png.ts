import type { LoaderFunctionArgs } from "@remix-run/node";
import { answerShareImage } from "../shareAnswers.server.ts";

/** What places that show links draw beside one to any other page of ours. */
export function loader({ request, context }: LoaderFunctionArgs) {
  return answerShareImage(request, context, { of: "briefing" });
}
