import type { ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { wordWordFault } from "#app/models/articles/faultWords.server.ts";
import { readWordFile } from "#app/models/articles/wordFile.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Reads a Word file for a text; only its pictures are stored. */
export async function action({ request, context }: ActionFunctionArgs) {
  await requireEditor(request, context, "writer");
  const file = (await postedForm(request)).get("file");
  if (!(file instanceof Blob)) return Response.json({ error: "Choose a Word file." }, { status: 400 });
  const read = await readWordFile(context, Buffer.from(await file.arrayBuffer()));
  return "error" in read ? Response.json({ error: wordWordFault(read) }, { status: 400 }) : Response.json(read);
}
