import { createCookie, redirect } from "@remix-run/node";
import type { RequestContext } from "#app/load-context.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { hasNoEditors } from "#app/models/desk/editors.server.ts";
import { accountsKnownTo, rememberBrowser } from "#app/models/desk/knownBrowsers.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { editorOfSession, endSession, startSession } from "#app/models/desk/sessions.server.ts";
import { randomToken } from "#app/models/signedTokens.server.ts";
import type { Role } from "#db/schema/desk.ts";

/** `__Host-` needs https; the demo on http has no TLS (S-01). */
function cookieFor(context: RequestContext) {
  const secure = context.config.appUrl.startsWith("https:");
  return createCookie(secure ? "__Host-pressrun" : "pressrun", {
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    secure,
    maxAge: 14 * 24 * 3600,
  });
}

/** @returns the token in the request's cookie, or an empty string */
export async function sessionToken(request: Request, context: RequestContext): Promise<string> {
  const value: unknown = await cookieFor(context).parse(request.headers.get("cookie"));
  return typeof value === "string" ? value : "";
}

/**
 * @param isVisit false for a page that asks by itself
 * @returns the signed-in editor, or null
 */
export async function currentEditor(request: Request, context: RequestContext, isVisit = true): Promise<Editor | null> {
  const token = await sessionToken(request, context);
  return token ? editorOfSession(context, token, isVisit) : null;
}

/**
 * @param role the least role that is allowed
 * @returns the signed-in editor
 * @throws a redirect to the sign-in page (or to the set-up page, when there is no account); 403 for a lesser role
 */
export async function requireEditor(request: Request, context: RequestContext, role: Role = "editor"): Promise<Editor> {
  const editor = await currentEditor(request, context);
  if (!editor) {
    if (await hasNoEditors(context)) throw redirect("/desk/set-up");
    const { pathname, search } = new URL(request.url);
    throw redirect(`/desk/sign-in?${new URLSearchParams({ to: pathname.replace(/\.data$/, "") + search })}`);
  }
  // The request's own context: actions logged during this request name this editor.
  context.editorId = editor.id;
  if (!mayActAs(editor.role, role)) throw new Response(forWhom[role], { status: 403 });
  return editor;
}

/** Why somebody with a lesser role is refused. */
const forWhom: Record<Role, string> = {
  writer: "This is for those who work here.",
  editor: "This is for editors.",
  operator: "This is for operators.",
  owner: "This is for owners.",
};

/** The account and the way of a sign-in, for the audit log. */
type SignedIn = { editor: Editor; how?: "by link" | "by setting up" | "by passkey"; to?: string | null };

/** Starts a session, and redirects to the requested page. */
export async function signedIn(request: Request, context: RequestContext, { to = null, ...who }: SignedIn) {
  return redirect(safePath(to), { headers: await sessionCookies(request, context, who) });
}

/**
 * Starts a session in place of the browser's former one (S-01), makes the browser known, and logs the sign-in.
 * @returns the headers with both cookies
 */
export async function sessionCookies(
  request: Request,
  context: RequestContext,
  { editor, how }: Omit<SignedIn, "to">,
): Promise<Headers> {
  await endSession(context, await sessionToken(request, context));
  const token = await startSession(context, editor.id, request.headers.get("user-agent") ?? "");
  await logAction({ ...context, editorId: editor.id }, editor.name, "signed-in", how);
  const known = rememberBrowser(context, await knownAs(request, context), editor.id);
  const headers = new Headers();
  headers.append("Set-Cookie", await cookieFor(context).serialize(token));
  headers.append("Set-Cookie", await knownCookieFor(context).serialize(known));
  return headers;
}

/** @returns the cookie of known browsers, for `signIn`; an empty string when there is none */
export async function knownAs(request: Request, context: RequestContext): Promise<string> {
  const value: unknown = await knownCookieFor(context).parse(request.headers.get("cookie"));
  return typeof value === "string" ? value : "";
}

function knownCookieFor(context: RequestContext) {
  const secure = context.config.appUrl.startsWith("https:");
  return createCookie(secure ? "__Host-pressrun-known" : "pressrun-known", {
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure,
    maxAge: accountsKnownTo / 1000,
  });
}

/** Names a browser while it shows a passkey: its answer is of use in no other one. It lasts as long as the browser is open. */
function passkeyCookieFor(context: RequestContext) {
  const secure = context.config.appUrl.startsWith("https:");
  return createCookie(secure ? "__Host-pressrun-passkey" : "pressrun-passkey", {
    httpOnly: true,
    sameSite: "strict",
    path: "/",
    secure,
  });
}

/** @returns the secret of the browser's cookie for passkeys; an empty string when there is none */
export async function passkeyHolder(request: Request, context: RequestContext): Promise<string> {
  const value: unknown = await passkeyCookieFor(context).parse(request.headers.get("cookie"));
  return typeof value === "string" ? value : "";
}

/** @returns the browser's secret for passkeys, and the headers that give it one where it has none */
export async function newPasskeyHolder(
  request: Request,
  context: RequestContext,
): Promise<{ holder: string; headers: Headers }> {
  const known = await passkeyHolder(request, context);
  const holder = known || randomToken();
  const headers = new Headers();
  if (!known) headers.append("Set-Cookie", await passkeyCookieFor(context).serialize(holder));
  return { holder, headers };
}

export async function signedOut(request: Request, context: RequestContext) {
  await endSession(context, await sessionToken(request, context));
  return redirect("/desk/sign-in", {
    headers: { "Set-Cookie": await cookieFor(context).serialize("", { maxAge: 0 }) },
  });
}

/** Returns a path of the desk that no browser reads as another site's URL (S-11). */
export function safePath(to: string | null): string {
  return to && /^\/desk(\/[\w\-./]*)?(\?[\w\-=&%.+]*)?$/.test(to) ? to : "/desk";
}
