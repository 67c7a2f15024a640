import type { LoaderFunctionArgs } from "@remix-run/node";
import { articleChoices } from "../models/compositions.server.ts";
import { requireEditor } from "../session.server.ts";

/** The articles that an issue's page offers for `?search=`. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const search = new URL(request.url).searchParams.get("search") ?? "";
  return { choices: await articleChoices(context, search.slice(0, 200)) };
}
