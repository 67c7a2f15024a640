import type { LoaderFunctionArgs } from "@remix-run/node";
import { orNotFound } from "../answers.server.ts";
import { imageByKey } from "../models/images.server.ts";

/** A picture of ours, `/images/KEY.jpg`; its address never means another one (S-12). */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const [, key] = orNotFound(/^([0-9a-f]{32})\.jpg$/.exec(params.file!));
  const { bytes, content_type } = orNotFound(await imageByKey(context, key!));
  return new Response(new Uint8Array(bytes), {
    headers: {
      "Content-Type": content_type,
      "Content-Length": String(bytes.length),
      "Content-Disposition": "inline",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cache-Control": "public, max-age=31536000, immutable",
    },
  });
}
