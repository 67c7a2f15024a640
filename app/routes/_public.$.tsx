import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { movedResponse } from "#app/http/moved.server.ts";
import { feedMeantBy } from "#app/models/websub/feedAddresses.server.ts";

/** Signs that mail programs take for the end of an address, which stood in brackets or at the end of a sentence. */
const appended = /(?:[)\]}>.,;:!?'"*]|%(?:22|27|29|3e|5d|7d|c2%bb|e2%80%9[cd]))+$/i;

/**
 * Unknown paths: redirects from conventional feed paths, unless somebody wrote where one leads, else the 404 page in the
 * site's frame. An address to which a mail program appended something leads to the one without it.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { pathname, search } = new URL(request.url);
  const feed = feedMeantBy(pathname);
  if (feed) return (await movedResponse(request, context)) ?? redirect(feed, 301);
  // A path that begins with two slashes would lead to another site; looking through a long one takes long.
  const isOurs = !pathname.startsWith("//") && pathname.length < 1000;
  if (isOurs && appended.test(pathname)) return redirect(pathname.replace(appended, "") + search, 302);
  throw new Response(null, { status: 404 });
}

export function action() {
  throw new Response(null, { status: 404 });
}

export default function Nothing() {
  return null;
}
