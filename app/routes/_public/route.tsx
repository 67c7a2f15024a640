import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Outlet, useLoaderData, useLocation, useMatches, useRouteError } from "@remix-run/react";
import type { ReactNode } from "react";
import { feedLinks } from "#app/components/site/head.ts";
import { NotSetUp, SiteContext, SiteFrame, type Site } from "#app/components/ui/Site.tsx";
import { frameData, type FrameHandle } from "#app/components/ui/frame.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { currentWording, wordingKey } from "#app/models/consent/wordings.server.ts";
import { SiteError, siteErrorTitle } from "./SiteError.tsx";

export const handle: FrameHandle = { frame: "site" };

/** Every page links the feed of articles. */
export const links: LinksFunction = () =>
  feedLinks({ path: "/feed", title: "" }).map(({ rel, type, title, href }) => ({ rel, type, title, href }));

export async function loader({ context }: LoaderFunctionArgs): Promise<{ site: Site | null }> {
  const briefing = await getBriefing(context);
  if (!briefing) return { site: null };
  const { name, pitch, language, timeZone } = briefing;
  const { text } = await currentWording(context, "sign-up", language);
  return { site: { name, pitch, language, timeZone, consent: text, wording: wordingKey(text) } };
}

export const meta: MetaFunction<typeof loader> = ({ data, error }) => {
  if (!data?.site) return [{ title: "This briefing is not set up yet" }, { name: "robots", content: "noindex" }];
  const { name, language } = data.site;
  return [{ title: error ? `${siteErrorTitle(error, messagesIn(language))} · ${name}` : name }];
};

export default function Public() {
  const { site } = useLoaderData<typeof loader>();
  return (
    <Frame site={site}>
      <Outlet />
    </Frame>
  );
}

export function ErrorBoundary() {
  const data = frameData<typeof loader>(useMatches(), "site");
  return (
    <Frame site={data?.site ?? null}>
      <SiteError error={useRouteError()} />
    </Frame>
  );
}

function Frame({ site, children }: { site: Site | null; children: ReactNode }) {
  const { pathname } = useLocation();
  if (!site) return <NotSetUp />;
  return (
    <SiteContext.Provider value={site}>
      <SiteFrame path={pathname}>{children}</SiteFrame>
    </SiteContext.Provider>
  );
}
