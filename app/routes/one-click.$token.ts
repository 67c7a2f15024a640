import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { postedForm } from "../answers.server.ts";
import { leave, openLeave } from "../models/subscriptions.server.ts";

/**
 * What a mailbox provider posts when a reader presses its unsubscribe button (RFC 8058, H-05 to H-12). No cookie is read
 * or set, there is no redirect, and a repeat gets the same answer.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const fields = [...(await postedForm(request))];
  const [name, value] = fields[0] ?? [];
  if (fields.length !== 1 || name !== "List-Unsubscribe" || value !== "One-Click")
    return answer(400, "This takes a POST of List-Unsubscribe=One-Click.\n");
  const left = await leave(context, params.token!, "one-click");
  return left ? answer(200, "You have been unsubscribed.\n") : noSuchLink();
}

/** Changes nothing: whoever opens the address by hand is shown to the page with the button. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  if (!(await openLeave(context, params.token!))) return noSuchLink();
  const page = `/unsubscribe/${encodeURIComponent(params.token!)}`;
  return answer(
    200,
    `<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Unsubscribe</title><main><h1>Unsubscribe</h1><p>This address is for mail programs. <a href="${page}">Open the page with the button</a>.</p></main></html>\n`,
    "text/html",
  );
}

function noSuchLink() {
  return answer(404, "There is no such link.\n");
}

function answer(status: number, words: string, type = "text/plain") {
  return new Response(words, { status, headers: { "Content-Type": `${type}; charset=utf-8` } });
}
