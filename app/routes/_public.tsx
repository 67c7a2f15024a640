import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Outlet, useLoaderData, useLocation, useRouteError, useRouteLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import serif from "@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2?url";
import sans from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import { ErrorWords, errorSaid } from "../components/ErrorPage.tsx";
import { feedLinks } from "../components/head.ts";
import { NotSetUp, SiteContext, SiteFrame, type Site } from "../components/Site.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { signUpWording } from "../models/consent.server.ts";

/** The two fonts are wanted at once; asking early keeps the text from jumping. Every page names the feed of articles. */
export const links: LinksFunction = () => [
  ...[serif, sans].map((href) => ({
    rel: "preload",
    as: "font" as const,
    type: "font/woff2",
    href,
    crossOrigin: "anonymous" as const,
  })),
  ...feedLinks({ path: "/feed", title: "" }).map(({ rel, type, title, href }) => ({ rel, type, title, href })),
];

export async function loader({ context }: LoaderFunctionArgs): Promise<{ site: Site | null }> {
  const briefing = await getBriefing(context);
  if (!briefing) return { site: null };
  const { name, pitch, language, timeZone } = briefing;
  return { site: { name, pitch, language, timeZone, consent: signUpWording } };
}

export const meta: MetaFunction<typeof loader> = ({ data, error }) => {
  if (!data?.site) return [{ title: "This briefing is not set up yet" }, { name: "robots", content: "noindex" }];
  return [{ title: error ? `${errorSaid(error).title} · ${data.site.name}` : data.site.name }];
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
  const data = useRouteLoaderData<typeof loader>("routes/_public");
  return (
    <Frame site={data?.site ?? null}>
      <ErrorWords error={useRouteError()} />
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
