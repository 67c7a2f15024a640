import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { signedOut } from "#app/http/session.server.ts";

export function loader() {
  return redirect("/desk");
}

export function action({ request, context }: ActionFunctionArgs) {
  return signedOut(request, context);
}
