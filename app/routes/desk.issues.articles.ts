import type { LoaderFunctionArgs } from "@remix-run/node";
import { requireEditor } from "#app/http/session.server.ts";
import { articleChoices } from "#app/models/issues/editing.server.ts";

/** The articles that an issue's page offers for `?search=`. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const search = new URL(request.url).searchParams.get("search") ?? "";
  return { choices: await articleChoices(context, search.slice(0, 200)) };
}
