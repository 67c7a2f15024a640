import { Writable } from "node:stream";
import type { AppLoadContext, EntryContext } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";
import { NonceContext } from "./components/site/Nonce.tsx";
import { awayResponse } from "./http/away.server.ts";
import { movedResponse } from "./http/moved.server.ts";
import { pathForLog } from "./log.server.ts";

/** Milliseconds: pages are small, and after this something will never come. */
const abortDelay = 10_000;

/** Answers with a page; what is not there may have moved. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  context: AppLoadContext,
) {
  if (status === 503) return awayResponse(request);
  const moved = status === 404 ? await movedResponse(request, context) : null;
  return moved ?? rendered(request, status, headers, remix, context);
}

/** Renders a page whole: no route defers anything, so pieces would only cost time. */
function rendered(
  request: Request,
  status: number,
  headers: Headers,
  remix: EntryContext,
  context: AppLoadContext,
): Promise<Response> {
  return new Promise<Response>((resolve, reject) => {
    let failed = false;
    const { pipe, abort } = renderToPipeableStream(
      <NonceContext.Provider value={context.nonce}>
        <RemixServer context={remix} url={request.url} abortDelay={abortDelay} nonce={context.nonce} />
      </NonceContext.Provider>,
      {
        nonce: context.nonce,
        onAllReady() {
          const page = collected((body) => {
            headers.set("Content-Type", "text/html; charset=utf-8");
            resolve(new Response(body, { headers, status: failed ? 500 : status }));
          });
          pipe(page);
        },
        onShellError: reject,
        onError(error) {
          failed = true;
          context.log.error({ error }, "a page could not be rendered");
        },
      },
    );
    setTimeout(abort, abortDelay + 1000).unref();
  });
}

/**
 * React 18 sends buffers of 2,048 bytes. When the last character does not fit, a zero byte remains, which an attribute
 * shows as a character. Our pages contain no other zero byte.
 */
function collected(done: (page: string) => void): Writable {
  const pieces: Buffer[] = [];
  return new Writable({
    write(piece: Buffer, _encoding, next) {
      pieces.push(piece.includes(0) ? (piece.filter((byte) => byte !== 0) as Buffer) : piece);
      next();
    },
    final(next) {
      done(Buffer.concat(pieces).toString());
      next();
    },
  });
}

/** The one place that sees unexpected errors of loaders and actions; the page does not show them (S-17). */
export function handleError(error: unknown, { request, context }: { request: Request; context: AppLoadContext }) {
  // A disconnected client or a missing page is not our error; robots cause both all day.
  if (request.signal.aborted || (isRouteErrorResponse(error) && error.status < 500)) return;
  context.log.error({ error, method: request.method, path: pathForLog(request.url) }, "a request failed");
}
