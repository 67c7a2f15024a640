import type { ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { drawnChart } from "#app/models/articles/charts.server.ts";
import { wordChartFault } from "#app/models/articles/faultWords.server.ts";
import { parseBody } from "#app/models/body.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Draws a chart for a text; only its picture is stored. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context, "writer");
  const json = (await postedForm(request)).get("chart");
  const read = parseBody(
    `{"type":"doc","content":[{"type":"chart","attrs":${typeof json === "string" ? json : "0"}}]}`,
  );
  const [block] = "error" in read ? [] : (read.body.content ?? []);
  if (block?.type !== "chart") return Response.json({ error: "This table is too large for a chart." }, { status: 400 });
  const drawn = await drawnChart(context, block.attrs);
  return "error" in drawn
    ? Response.json({ error: wordChartFault(drawn) }, { status: 400 })
    : Response.json({ chart: drawn.chart });
}
