import { redirect, type LoaderFunctionArgs } from "@remix-run/node";
import { feedMeantBy } from "#app/models/websub/feedAddresses.server.ts";

/** Unknown paths: redirects from conventional feed paths, else the 404 page in the site's frame. */
export function loader({ request }: LoaderFunctionArgs) {
  const feed = feedMeantBy(new URL(request.url).pathname);
  if (feed) return redirect(feed, 301);
  throw new Response(null, { status: 404 });
}

export function action() {
  throw new Response(null, { status: 404 });
}

export default function Nothing() {
  return null;
}
