import { createReadableStreamFromReadable, type ActionFunctionArgs } from "@remix-run/node";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { siteArchive } from "#app/models/moving/exportSite.server.ts";

/** Everything of the site as a zip file, for operators. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const format = (await postedForm(request)).get("format") === "json" ? "json" : "markdown";
  const archive = await siteArchive(context, format, editor.name);
  return new Response(createReadableStreamFromReadable(archive), {
    headers: {
      "Content-Type": "application/zip",
      "Content-Disposition": `attachment; filename="site-${format}.zip"`,
      "Cache-Control": "no-store",
    },
  });
}
