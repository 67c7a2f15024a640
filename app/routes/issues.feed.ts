import { redirect } from "@remix-run/node";

/** Without an extension: redirects to RSS, which every program reads. */
export function loader() {
  return redirect("/issues/feed.xml", 301);
}
