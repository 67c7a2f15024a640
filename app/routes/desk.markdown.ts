import type { ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { withDrawnCharts } from "#app/models/articles/charts.server.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Converts a text in Markdown, which the editor asks for; nothing is stored. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context, "writer");
  const text = (await postedForm(request)).get("text");
  const parsed = bodyFromMarkdown(typeof text === "string" ? text : "", context.config.appUrl);
  return "error" in parsed
    ? Response.json({ error: parsed.error }, { status: 400 })
    : Response.json({
        body: await withDrawnCharts(context, parsed.body),
        notices: parsed.notices.map(({ what }) => what),
      });
}
