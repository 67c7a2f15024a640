import type { ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { storeImage } from "#app/models/articles/images.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Stores an uploaded image; the guard has limited the body already (S-12). */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context);
  const file = (await postedForm(request)).get("file");
  const stored =
    file instanceof Blob
      ? await storeImage(context, new Uint8Array(await file.arrayBuffer()))
      : { error: "Choose a picture." };
  return Response.json(stored, { status: "error" in stored ? 400 : 201 });
}
