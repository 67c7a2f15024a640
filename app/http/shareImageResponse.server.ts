import type { Context } from "#app/context.server.ts";
import { fontFaults, shareImage, type ShareSubject } from "#app/models/site/shareImages.server.ts";
import { orNotFound } from "./params.server.ts";
import { fileResponse } from "./publicFiles.server.ts";

/**
 * Answers with a share image (W-05). Under the address that names its version it never changes; under another one, it
 * is what it is now, for a while.
 * @throws the 404 page when there is nothing of the kind on the site
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
 * Says in the log which fonts of share images cannot be used: without them pictures lack their words, and nobody is told.
 * Called once at the start.
 */
export async function sayFontFaults({ log, shareImages }: Pick<Context, "log" | "shareImages">): Promise<void> {
  for (const fault of await fontFaults(shareImages)) log.error(`share images: ${fault}`);
}
