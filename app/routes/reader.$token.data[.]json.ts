import type { LoaderFunctionArgs } from "@remix-run/node";
import { personalDataAsJson, personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { openReader } from "#app/models/readers/links.server.ts";

/** All personal data of a reader, to download (C-09). */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const reader = await openReader(context, params.token!);
  if (reader && reader !== "erased" && reader.freshUntil === null)
    return new Response("This needs a fresh link. The page before this one mails you one.\n", { status: 403 });
  const held = reader && reader !== "erased" && (await personalDataOf(context, reader.id));
  if (!held) return new Response("There is no such link.\n", { status: 404 });
  return new Response(personalDataAsJson(held), {
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "Content-Disposition": 'attachment; filename="held-about-me.json"',
    },
  });
}
