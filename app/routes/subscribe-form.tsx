import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { ReactElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { wordsIn } from "#words/words.ts";
import { orNotFound, postedForm, titleFor } from "../answers.server.ts";
import { NonceContext } from "../components/Nonce.tsx";
import { EmbeddedPage } from "../components/signUp/EmbeddedPage.tsx";
import { FullForm } from "../components/signUp/FullForm.tsx";
import { Busy, PressOnce } from "../components/signUp/PressOnce.tsx";
import { contentPolicy } from "../guard.server.ts";
import type { RequestContext } from "../load-context.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { openLists } from "../models/lists.server.ts";
import { newFormToken } from "../models/signUpForms.server.ts";
import { currentWording, wordingKey } from "../models/wordings.server.ts";
import { answerSignUp, type DoorAnswer } from "../signUpDoor.server.ts";
import styles from "../styles/pressrun.css?url";

const path = "/subscribe-form";

/**
 * The sign-up form for other sites: in a frame of theirs, or posted to from a form of theirs. It reads and sets no cookie,
 * so nobody can be made to use it in another's name, and takes no more than an address and what is wanted.
 */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  if (asked.has("sent")) return page(context, { kind: "sent" });
  return page(context, null, { list: asked.get("list") ?? "", site: siteIn(request.headers.get("referer") ?? "") });
}

export async function action({ request, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  const { language } = orNotFound(await getBriefing(context));
  const answer = await answerSignUp(context, form, {
    ip: context.ip,
    userAgent: request.headers.get("user-agent"),
    language,
    source: sourceOf(request, form, context.config.appUrl),
  });
  if (answer.kind === "sent") return new Response(null, { status: 303, headers: { Location: `${path}?sent` } });
  return page(context, answer);
}

/** Where the form stood, as far as the browser says so; kept with the consent. Our own frame says in whose page it was. */
function sourceOf(request: Request, form: FormData, appUrl: string): string {
  const poster = siteIn(request.headers.get("referer") ?? "");
  const site = poster === appUrl ? siteIn(String(form.get("source") ?? "")) : poster;
  return site ? `form on ${site}` : "form on another site";
}

function siteIn(url: string): string {
  const { origin } = URL.canParse(url) ? new URL(url) : { origin: "" };
  return /^https?:\/\/[\w.:-]{1,200}$/.test(origin) ? origin : "";
}

/** The list that the frame is for, and the site that it stands on. */
type Asked = { list: string; site: string };

const statuses = { sent: 200, faulty: 400, hint: 200, press: 200, busy: 429, closed: 409 };

async function page(context: RequestContext, answer: DoorAnswer | null, asked?: Asked): Promise<Response> {
  const briefing = orNotFound(await getBriefing(context));
  const { name, pitch, language, timeZone, replyTo, fromAddress } = briefing;
  const words = wordsIn(language);
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
      <EmbeddedPage site={site} title={title} heading={heading} styles={styles} home={`${context.config.appUrl}/`}>
        {await stepOf(context, answer, { language, contact: replyTo ?? fromAddress }, asked)}
      </EmbeddedPage>
    </NonceContext.Provider>,
  );
  const scripts = answer?.kind === "press" && answer.challenge ? `'nonce-${context.nonce}'` : "'none'";
  return new Response(`<!doctype html>\n${html}\n`, {
    status: answer ? statuses[answer.kind] : 200,
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Robots-Tag": "noindex",
      // The one door that may stand in anybody's frame.
      "Content-Security-Policy": contentPolicy({ scripts, frames: "*" }),
    },
  });
}

async function stepOf(
  context: RequestContext,
  answer: DoorAnswer | null,
  { language, contact }: { language: string; contact: string },
  { list, site }: Asked = { list: "", site: "" },
): Promise<ReactElement> {
  const words = wordsIn(language);
  if (answer?.kind === "sent") return <p>{words("signUp.sentLead")}</p>;
  if (answer?.kind === "press") return <PressOnce action={path} {...answer} />;
  if (answer?.kind === "busy") return <Busy back={path} contact={contact} {...answer} />;
  const lists = await openLists(context);
  if (lists.length === 0 || answer?.kind === "closed") return <p>{words("signUp.closed")}</p>;
  const asked = lists.filter(({ slug }) => slug === list);
  const token = newFormToken(context, "form");
  const fresh = { email: "", name: "", lists: asked.map(({ slug }) => slug), topics: [], source: site, form: token };
  const view = { lists: asked.length > 0 ? asked : lists, topics: [], typed: fresh, ...answer };
  return (
    <div className="mt-4">
      <FullForm action={path} view={view} />
    </div>
  );
}
