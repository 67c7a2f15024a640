import { databaseOutage, type Context } from "#app/context.server.ts";
import { redirectFor } from "#app/models/site/redirects.server.ts";
import { awayResponse } from "./away.server.ts";

/**
 * Returns the redirect (301) of a request that found nothing, or null. Other requests never look one up: a page that is
 * there always wins, and pays nothing.
 */
export async function movedResponse(request: Request, context: Context): Promise<Response | null> {
  const { pathname, search } = new URL(request.url);
  if ((request.method !== "GET" && request.method !== "HEAD") || pathname.startsWith("/desk")) return null;
  try {
    const to = await redirectFor(context, pathname + search);
    return to === null ? null : new Response(null, { status: 301, headers: { Location: to } });
  } catch (error) {
    // A 404 would tell search engines to forget the address.
    if (databaseOutage(error)) return awayResponse(request);
    throw error;
  }
}

/** Returns a value that exists. @throws for null or undefined the redirect from its old address, or else a 404 */
export async function orMoved<T>(request: Request, context: Context, found: T | null | undefined): Promise<T> {
  if (found !== null && found !== undefined) return found;
  throw (await movedResponse(request, context)) ?? new Response("There is no such page.\n", { status: 404 });
}
