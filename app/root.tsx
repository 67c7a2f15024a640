import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  ScrollRestoration,
  useMatches,
  useRouteError,
  useRouteLoaderData,
} from "@remix-run/react";
import { useContext, type ReactNode } from "react";
import { NonceContext } from "./components/site/Nonce.tsx";
import { ErrorPage, errorSaid } from "./components/ui/ErrorPage.tsx";
import { frameData, isIn, type Scheme } from "./components/ui/frame.ts";
import { directionOf, languageCode } from "./i18n/languages.ts";
import { getBriefing } from "./models/briefing.server.ts";
import serif from "./styles/fonts/newsreader-latin.woff2?url";
import arabic from "./styles/fonts/noto-sans-arabic.woff2?url";
import latin from "./styles/fonts/noto-sans-latin.woff2?url";
import styles from "./styles/pressrun.css?url";

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: styles },
  // The old format first: a browser that knows both takes the last one.
  { rel: "icon", href: "/favicon.ico", sizes: "32x32" },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "apple-touch-icon", href: "/apple-touch-icon.png" },
  { rel: "manifest", href: "/manifest.webmanifest" },
];

/** A page's own title comes after this one. */
export const meta: MetaFunction = ({ error }) => (error ? [{ title: errorSaid(error).title }] : []);

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = await getBriefing(context);
  return { language: briefing?.language ?? "en", name: briefing?.name ?? "Pressrun" };
}

/**
 * Desk pages run scripts; readers' pages need none and get none, even in the desk's frames. The desk is in English,
 * whatever the briefing's language.
 */
export function Layout({ children }: { children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const root = useRouteLoaderData<typeof loader>("root");
  const matches = useMatches();
  const desk = isIn(matches, "desk");
  const look = frameData<() => { look?: Scheme }>(matches, "preview")?.look;
  const language = desk ? "en" : (root?.language ?? "en");
  return (
    <html lang={language} dir={directionOf(language)} data-look={look}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={look ?? "light dark"} />
        <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbfaf7" />
        <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#13171c" />
        {!desk && <Fonts language={language} />}
        <Meta />
        <Links />
      </head>
      <body className={desk ? "desk" : "site"}>
        {children}
        {desk && <ScrollRestoration nonce={nonce} />}
        {desk && <Scripts nonce={nonce} />}
      </body>
    </html>
  );
}

/** The fonts that a page in this language surely needs; requested early, they are there for the first layout. */
function Fonts({ language }: { language: string }) {
  // Arabic pages contain numbers and Latin names too.
  const files = languageCode(language) === "ar" ? [arabic, latin] : [serif];
  return files.map((href) => (
    <link key={href} rel="preload" as="font" type="font/woff2" href={href} crossOrigin="anonymous" />
  ));
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />;
}
