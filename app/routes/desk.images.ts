import type { ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Stores an uploaded image; the guard has limited the body already (S-12). */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context);
  const file = (await postedForm(request)).get("file");
  if (!(file instanceof Blob)) return Response.json({ error: "Choose a picture." }, { status: 400 });
  const stored = await storeImage(context, new Uint8Array(await file.arrayBuffer()));
  return "error" in stored
    ? Response.json({ error: wordImageFault(stored) }, { status: 400 })
    : Response.json(stored, { status: 201 });
}
