import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { movedResponse } from "#app/http/moved.server.ts";
import { feedMeantBy } from "#app/models/websub/feedAddresses.server.ts";

/**
 * Unknown paths: redirects from conventional feed paths, unless somebody wrote where one leads, else the 404 page in the
 * site's frame.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const feed = feedMeantBy(new URL(request.url).pathname);
  if (feed) return (await movedResponse(request, context)) ?? redirect(feed, 301);
  throw new Response(null, { status: 404 });
}

export function action() {
  throw new Response(null, { status: 404 });
}

export default function Nothing() {
  return null;
}
