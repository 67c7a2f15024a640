import type { ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { wordCardFault } from "#app/models/articles/faultWords.server.ts";
import { makeCard } from "#app/models/articles/linkCards.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Makes the card of a page for a text; only its picture is stored. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context, "writer");
  const address = (await postedForm(request)).get("address");
  const made = await makeCard(context, typeof address === "string" ? address.trim() : "");
  if ("error" in made) return Response.json({ error: "This is no address of a web page." }, { status: 400 });
  return Response.json({ card: made.card, fault: made.fault && wordCardFault(made.fault) });
}
