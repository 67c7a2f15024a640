import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound } from "../answers.server.ts";
import { answerFile } from "../files.server.ts";
import { newsSitemap } from "../models/sitemaps.server.ts";

/** What was published in the last two days. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const body = orNotFound(await newsSitemap(context));
  return answerFile(request, { body, type: "application/xml; charset=utf-8" });
}
