import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { BodyView } from "#app/components/ui/BodyView.tsx";
import { SiteContext } from "#app/components/ui/SiteContext.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import type { Body } from "#app/models/body.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { articleHtml } from "#app/models/site/feeds/html.server.ts";
import { bodyAsText, bodyMarkup } from "#emails/render/body.server.ts";
import { mailLanguage } from "#emails/render/language.server.ts";

export const origin = "https://x.example.org";
const site = { name: "", pitch: "", timeZone: "UTC", consent: "" };

/** Reads Markdown, all of which has a block. */
export function read(markdown: string): Body {
  const parsed = bodyFromMarkdown(markdown, origin);
  if ("error" in parsed) throw new Error(JSON.stringify(parsed));
  if (parsed.notices.length > 0) throw new Error(JSON.stringify(parsed.notices));
  return parsed.body;
}

/** A body in each of its places. */
export function onThePage(body: Body, language = "en"): string {
  return renderToStaticMarkup(
    createElement(SiteContext.Provider, { value: { ...site, language } }, createElement(BodyView, { body })),
  );
}

export function inMail(body: Body, language = "en"): string {
  return bodyMarkup(body, { origin, language: mailLanguage(language), headingLevel: 2 }).source;
}

export function inText(body: Body, language = "en"): string {
  return bodyAsText(body, messagesIn(language));
}

export function inFeed(body: Body, language = "en"): string {
  const article = { image: null, imageAlt: "", imageCredit: "", body, sources: [] };
  return articleHtml(origin, { language, timeZone: "UTC" }, article as never, []);
}

/** The styles of mails are long, and few tests are about them. */
export function withoutStyles(html: string): string {
  return html.replace(/ style="[^"]*"/g, "");
}
