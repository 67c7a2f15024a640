import type { LoaderFunctionArgs } from "@remix-run/node";
import { heldAbout, heldAsJson } from "../models/held.server.ts";
import { openReader } from "../models/readerLinks.server.ts";

/** Everything held about a reader, to take along (C-09). */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const reader = await openReader(context, params.token!);
  if (reader && reader !== "erased" && reader.freshUntil === null)
    return new Response("This needs a fresh link. The page before this one mails you one.\n", { status: 403 });
  const held = reader && reader !== "erased" && (await heldAbout(context, reader.id));
  if (!held) return new Response("There is no such link.\n", { status: 404 });
  return new Response(heldAsJson(held), {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": 'attachment; filename="held-about-me.json"',
    },
  });
}
