import type { LoaderFunctionArgs } from "@remix-run/node";
import { pictureWidths } from "#app/components/ui/Picture.tsx";
import type { Context } from "#app/context.server.ts";
import { orMoved } from "#app/http/moved.server.ts";
import { orNotFound } from "#app/http/params.server.ts";
import { storeTrouble } from "#app/models/images/bytes.server.ts";
import { imageVariant } from "#app/models/images/imageVariants.server.ts";

const formats = { avif: "avif", webp: "webp", jpg: "jpeg", png: "png", gif: "gif" } as const;

/** An image, `/images/KEY.jpg` (or `.png`, `.gif`) or `/images/KEY-800.avif`; the content of a URL never changes (S-12). */
export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const name = /^([0-9a-f]{32})(?:-([1-9]\d{2,3}))?\.(avif|webp|jpg|png|gif)$/.exec(params.file!);
  const [, key, width, ending] = await orMoved(request, context, name);
  if (width && !pictureWidths.includes(Number(width))) throw new Response(null, { status: 404 });
  const format = formats[ending as keyof typeof formats];
  const variant = await imageVariant(context, key!, width ? Number(width) : null, format).catch(onTrouble(context));
  const { bytes, contentType } = orNotFound(variant);
  return new Response(new Uint8Array(bytes), {
    headers: {
      "Content-Type": contentType,
      "Content-Length": String(bytes.length),
      "Content-Disposition": "inline",
      "Content-Security-Policy": "default-src 'none'; sandbox",
      "Cache-Control": "public, max-age=31536000, immutable",
    },
  });
}

/** A store that is away is no fault of the page: the reader's browser may ask again. */
function onTrouble({ log }: Context) {
  return (error: unknown): never => {
    const trouble = storeTrouble(error);
    if (!trouble) throw error;
    log.warn({ error }, "a picture could not be read");
    throw new Response(null, { status: 503, headers: { "Retry-After": "30", "Cache-Control": "no-store" } });
  };
}
