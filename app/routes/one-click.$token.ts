import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { Context } from "#app/context.server.ts";
import { postedText } from "#app/http/params.server.ts";
import { directionOf, messagesIn, type Messages } from "#app/i18n/messages.ts";
import { languageOf } from "#app/models/briefing.server.ts";
import { openLeave, unsubscribe } from "#app/models/readers/unsubscribe.server.ts";

/**
 * The one-click POST of a mailbox provider (RFC 8058, H-05 to H-12). No cookie is read or set, there is no redirect,
 * and a repeated request gets the same response.
 */
export async function action({ request, params, context }: ActionFunctionArgs) {
  const body = await postedText(request);
  const { words } = await wordsOf(context);
  if (!namesOneClick(body, request.headers.get("Content-Type") ?? ""))
    return answer(400, `${words("leave.oneClickTakes")}\n`);
  const ended = await unsubscribe(context, params.token!, "one-click");
  return ended ? answer(200, `${words("leave.oneClickDone")}\n`) : noSuchLink(words);
}

/**
 * True when a body contains `List-Unsubscribe=One-Click`, with any other fields. Mail programs send it with a final
 * line end, as either form type (H-05), or without a type. The pair itself must be exact.
 */
function namesOneClick(body: string, type: string): boolean {
  const fields = [...new URLSearchParams(body), ...multipartFields(body, type)];
  return fields.some(([name, value]) => name.trim() === "List-Unsubscribe" && value.trim() === "One-Click");
}

/**
 * Returns the fields, not the files, of `multipart/form-data` (RFC 7578), each closed by a delimiter; with any line
 * ends.
 */
function multipartFields(body: string, type: string): [string, string][] {
  const [, quoted, plain] = /^multipart\/form-data\s*;.*?\bboundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  if (!boundary) return [];
  const parts = `\n${body.replaceAll("\r\n", "\n")}`.split(`\n--${boundary}`).slice(1, -1);
  return parts.flatMap((part) => {
    const end = part.indexOf("\n\n");
    const head = part.slice(0, Math.max(0, end));
    const name = /^content-disposition:\s*form-data\s*;(?!.*\bfilename\*?=).*\bname="?([^";\n]+)/im.exec(head)?.[1];
    return name ? [[name, part.slice(end + 2)]] : [];
  });
}

/** Changes nothing: a person who opens the URL is redirected to the page with the button. */
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

/** This route is outside of the site's frame, so it loads the language itself. */
async function wordsOf(context: Context): Promise<{ words: Messages; language: string }> {
  const language = await languageOf(context);
  return { words: messagesIn(language), language };
}

function noSuchLink(words: Messages) {
  return answer(404, `${words("leave.oneClickNoLink")}\n`);
}

function answer(status: number, words: string, type = "text/plain") {
  return new Response(words, { status, headers: { "Content-Type": `${type}; charset=utf-8` } });
}
