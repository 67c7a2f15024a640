import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound, pathNumber } from "../answers.server.ts";
import { answerFile } from "../files.server.ts";
import { sitemap } from "../models/sitemaps.server.ts";

/** All public pages; of very many, the index of the parts, which are asked for with `?part=`. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const part = new URL(request.url).searchParams.get("part");
  const body = orNotFound(await sitemap(context, part === null ? undefined : pathNumber(part)));
  return answerFile(request, { body, type: "application/xml; charset=utf-8" });
}
