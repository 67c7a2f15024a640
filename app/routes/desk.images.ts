import type { ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { fetchSafely, wordFetchFault } from "#app/models/safeFetch.server.ts";

export function loader() {
  throw new Response(null, { status: 405, headers: { Allow: "POST" } });
}

/** Stores an uploaded image, or one that it fetches from the web; the guard has limited the body already (S-10, S-12). */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "writer");
  const read = await pictureIn(await postedForm(request), context);
  if ("error" in read) return Response.json(read, { status: 400 });
  const stored = await storeImage(context, read.bytes, { fileName: read.name, editorId: editor.id });
  return "error" in stored
    ? Response.json({ error: wordImageFault(stored) }, { status: 400 })
    : Response.json(stored, { status: 201 });
}

type Read = { bytes: Uint8Array; name: string } | { error: string };

async function pictureIn(form: FormData, context: ActionFunctionArgs["context"]): Promise<Read> {
  const [file, address] = [form.get("file"), form.get("address")];
  if (file instanceof File) return { bytes: new Uint8Array(await file.arrayBuffer()), name: file.name };
  if (typeof address !== "string") return { error: "Choose a picture." };
  const fetched = await fetchSafely(context, address, { accept: "image/*" });
  if ("error" in fetched) return { error: `It could not be fetched: ${wordFetchFault(fetched)}.` };
  return { bytes: fetched.bytes, name: nameIn(fetched.url) };
}

/** The last part of an address, as the name of its file. */
function nameIn(address: string): string {
  const name = new URL(address).pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
