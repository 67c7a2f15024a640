import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { directionOf, wordsIn, type Words } from "#words/words.ts";
import { postedForm } from "../answers.server.ts";
import type { Context } from "../context.server.ts";
import { languageOf } from "../models/briefing.server.ts";
import { leave, openLeave } from "../models/subscriptions.server.ts";

/**
 * What a mailbox provider posts when a reader presses its unsubscribe button (RFC 8058, H-05 to H-12). No cookie is read
 * or set, there is no redirect, and a repeat gets the same answer.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const fields = [...(await postedForm(request))];
  const { words } = await wordsOf(context);
  const [name, value] = fields[0] ?? [];
  if (fields.length !== 1 || name !== "List-Unsubscribe" || value !== "One-Click")
    return answer(400, `${words("leave.oneClickTakes")}\n`);
  const left = await leave(context, params.token!, "one-click");
  return left ? answer(200, `${words("leave.oneClickDone")}\n`) : noSuchLink(words);
}

/** Changes nothing: whoever opens the address by hand is shown to the page with the button. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { words, language } = await wordsOf(context);
  if (!(await openLeave(context, params.token!))) return noSuchLink(words);
  const page = `/unsubscribe/${encodeURIComponent(params.token!)}`;
  const title = words("leave.title");
  const text = words("leave.oneClickForPrograms").replace(/<page>(.*)<\/page>/, `<a href="${page}">$1</a>`);
  return answer(
    200,
    `<!doctype html><html lang="${language}" dir="${directionOf(language)}"><meta name="viewport" content="width=device-width"><title>${title}</title><main><h1>${title}</h1><p>${text}</p></main></html>\n`,
    "text/html",
  );
}

/** This door is outside of the site's frame, so it asks for the language itself. */
async function wordsOf(context: Context): Promise<{ words: Words; language: string }> {
  const language = await languageOf(context);
  return { words: wordsIn(language), language };
}

function noSuchLink(words: Words) {
  return answer(404, `${words("leave.oneClickNoLink")}\n`);
}

function answer(status: number, words: string, type = "text/plain") {
  return new Response(words, { status, headers: { "Content-Type": `${type}; charset=utf-8` } });
}
