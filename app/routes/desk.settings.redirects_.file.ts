import { Readable } from "node:stream";
import { createReadableStreamFromReadable, type LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { redirectFile, redirectFormats, type RedirectFormat } from "#app/models/site/redirectFiles.server.ts";

/** All redirects as a file, in the format of `?format=`. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const asked = new URL(request.url).searchParams.get("format") ?? "csv";
  const format = orNotFound(Object.keys(redirectFormats).find((name) => name === asked)) as RedirectFormat;
  const { type, fileName } = redirectFormats[format];
  return new Response(createReadableStreamFromReadable(Readable.from(redirectFile(context, format))), {
    headers: {
      "Content-Type": type,
      "Content-Disposition": `attachment; filename="${fileName}"`,
      "Cache-Control": "no-store",
    },
  });
}
