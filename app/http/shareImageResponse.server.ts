import type { Context } from "#app/context.server.ts";
import { fontFaults, shareImage, type ShareSubject } from "#app/models/site/shareImages.server.ts";
import { orNotFound } from "./params.server.ts";
import { fileResponse } from "./publicFiles.server.ts";

/**
 * Responds with a share image (W-05). A URL with its current version never changes; any other one may be cached for a
 * while.
 * @throws the 404 page when the subject is not published
 */
export async function shareImageResponse(request: Request, context: Context, subject: ShareSubject) {
  const { png, version } = orNotFound(await shareImage(context, subject));
  const fixed = new URL(request.url).searchParams.get("v") === version;
  return fileResponse(request, {
    body: png,
    type: "image/png",
    headers: {
      "Content-Security-Policy": "default-src 'none'; sandbox",
      ...(fixed ? { "Cache-Control": "public, max-age=31536000, immutable" } : {}),
    },
  });
}

/**
 * Logs the fonts of share images that cannot be used, because images would silently lack their text. Called once at the
 * start.
 */
export async function sayFontFaults({
  log,
  shareImages,
}: Pick<Context, "log"> & Partial<Pick<Context, "shareImages">>): Promise<void> {
  for (const fault of await fontFaults(shareImages)) log.error(`share images: ${fault}`);
}
