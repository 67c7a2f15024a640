import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { EmbeddedPage, looks, type Look } from "#app/components/site/EmbeddedPage.tsx";
import { FullForm } from "#app/components/site/FullForm.tsx";
import { NonceContext } from "#app/components/site/Nonce.tsx";
import { Busy, PressOnce } from "#app/components/site/PressOnce.tsx";
import { orNotFound, postedForm, titleFor } from "#app/http/params.server.ts";
import { contentPolicy } from "#app/http/requestGuard.server.ts";
import { answerSignUp, type SignUpResponse } from "#app/http/signUpForm.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import type { RequestContext } from "#app/load-context.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { currentWording, wordingKey } from "#app/models/consent/wordings.server.ts";
import { withWord, wordIn } from "#app/models/joinSources.ts";
import { openLists } from "#app/models/readers/lists.server.ts";
import { newFormToken } from "#app/models/readers/sign-up/formTokens.server.ts";
import styles from "#app/styles/pressrun.css?url";

const path = "/subscribe-form";

/**
 * The sign-up form for other sites: in their frame, or as the target of their form. It reads and sets no cookie, so
 * that a forged request does nothing in another's name, and accepts only an address and its preferences.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const query = formQuery(request, context.config.appUrl);
  return page(context, new URL(request.url).searchParams.has("sent") ? { kind: "sent" } : null, query);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  const { language } = orNotFound(await getBriefing(context));
  const query = formQuery(request, context.config.appUrl);
  const answer = await answerSignUp(context, form, {
    ip: context.ip,
    userAgent: request.headers.get("user-agent"),
    language,
    source: withWord(sourceOf(request, form, context.config.appUrl), query.from),
  });
  // A redirect, so that "reload" sends nothing again. It keeps the site of the form, for the link back.
  if (answer.kind === "sent") {
    const headers = { Location: addressOf(query, "sent"), "Referrer-Policy": "strict-origin-when-cross-origin" };
    return new Response(null, { status: 303, headers });
  }
  return page(context, answer, query);
}

/**
 * The page of the form, as far as the browser tells; stored with the consent. Our own frame tells the embedding page.
 */
function sourceOf(request: Request, form: FormData, appUrl: string): string {
  const poster = siteIn(request.headers.get("referer") ?? "");
  const site = poster === appUrl ? siteIn(String(form.get("source") ?? "")) : poster;
  return site ? `form on ${site}` : "form on another site";
}

function siteIn(url: string): string {
  const { origin } = URL.canParse(url) ? new URL(url) : { origin: "" };
  return /^https?:\/\/[\w.:-]{1,200}$/.test(origin) ? origin : "";
}

/** The parameters of an embedded form: its list, colour scheme, height, and the link back. */
type FormQuery = {
  list: string;
  look: Look;
  /** True when the page reports its height to the frame around it, which needs a script. */
  fit: boolean;
  /** A path of the site; used only with the origin that the browser itself reports. */
  back: string;
  /** The origin of the page around or before this one; empty when unknown, or when it is ours. */
  site: string;
  /** The source word of the form's address. */
  from: string | null;
};

function formQuery(request: Request, appUrl: string): FormQuery {
  const words = new URL(request.url).searchParams;
  const look = looks.find((one) => one === words.get("look")) ?? "auto";
  const site = siteIn(request.headers.get("referer") ?? "");
  const back = words.get("back")?.slice(0, 500) ?? "";
  const from = wordIn(request.url);
  return { list: words.get("list") ?? "", look, fit: words.has("fit"), back, site: site === appUrl ? "" : site, from };
}

/** Returns the URL of the form's next step, with all its parameters. */
function addressOf({ list, look, fit, back, from }: FormQuery, ...more: "sent"[]): string {
  const words = [
    ...more,
    ...(list ? [`list=${encodeURIComponent(list)}`] : []),
    ...(look === "auto" ? [] : [`look=${look}`]),
    ...(fit ? ["fit"] : []),
    ...(back ? [`back=${encodeURIComponent(back)}`] : []),
    ...(from ? [`from=${from}`] : []),
  ];
  return words.length > 0 ? `${path}?${words.join("&")}` : path;
}

/** Returns the link back to the site of the form; never to another site (S-11). */
function wayBack({ site, back }: FormQuery): { href: string; name: string } | null {
  if (!site) return null;
  const there = URL.canParse(back || "/", site) ? new URL(back || "/", site) : new URL(site);
  return {
    href: there.origin === site ? there.href : `${site}/`,
    name: there.origin === site ? there.host : new URL(site).host,
  };
}

const statuses = { sent: 200, faulty: 400, hint: 200, press: 200, busy: 429, closed: 409 };

async function page(context: RequestContext, answer: SignUpResponse | null, query: FormQuery): Promise<Response> {
  const briefing = orNotFound(await getBriefing(context));
  const { name, pitch, language, timeZone, replyTo, fromAddress } = briefing;
  const words = messagesIn(language);
  const titles = {
    sent: words("signUp.sentTitle"),
    press: words("signUp.pressTitle"),
    busy: words("signUp.busyTitle"),
  };
  const heading = titles[answer?.kind as keyof typeof titles] ?? words("signUp.title", { name });
  const title = titleFor({ hasFault: answer?.kind === "faulty" }, words, heading);
  const { text } = await currentWording(context, "sign-up", language);
  const site = { name, pitch, language, timeZone, consent: text, wording: wordingKey(text) };
  const html = renderToStaticMarkup(
    <NonceContext.Provider value={context.nonce}>
      <EmbeddedPage
        site={site}
        {...{ title, heading, styles }}
        home={`${context.config.appUrl}/`}
        look={query.look}
        script={query.fit ? "/frame-height.js" : undefined}
        back={answer && wayBack(query)}
      >
        {await stepOf(context, answer, { language, contact: replyTo ?? fromAddress }, query)}
      </EmbeddedPage>
    </NonceContext.Provider>,
  );
  const runs = query.fit || (answer?.kind === "press" && answer.challenge);
  const scripts = runs ? `'nonce-${context.nonce}'` : "'none'";
  return new Response(`<!doctype html>\n${html}\n`, {
    status: answer ? statuses[answer.kind] : 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
      // The only page that any site may frame.
      "Content-Security-Policy": contentPolicy({ scripts, frames: "*" }),
    },
  });
}

async function stepOf(
  context: RequestContext,
  answer: SignUpResponse | null,
  { language, contact }: { language: string; contact: string },
  query: FormQuery,
): Promise<ReactElement> {
  const words = messagesIn(language);
  if (answer?.kind === "sent") return <p>{words("signUp.sentLead")}</p>;
  const action = addressOf(query);
  if (answer?.kind === "press") return <PressOnce action={action} {...answer} />;
  if (answer?.kind === "busy") return <Busy back={action} contact={contact} {...answer} />;
  const lists = await openLists(context);
  if (lists.length === 0 || answer?.kind === "closed") return <p>{words("signUp.closed")}</p>;
  const wanted = lists.filter(({ slug }) => slug === query.list);
  const token = newFormToken(context, "form");
  const fresh = { email: "", name: "", lists: wanted.map(({ slug }) => slug), topics: [], form: token };
  const typed = { ...fresh, source: query.site };
  const view = { lists: wanted.length > 0 ? wanted : lists, topics: [], typed, ...answer };
  return (
    <div className="mt-4">
      <FullForm action={action} view={view} />
    </div>
  );
}
