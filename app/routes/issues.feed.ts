import { redirect } from "@remix-run/node";

/** The feed without an ending: RSS, which every program reads. */
export function loader() {
  return redirect("/issues/feed.xml", 301);
}
