import { useContext, type ReactNode } from "react";
import { SiteContext, type Site } from "#app/components/ui/SiteContext.ts";
import { useWords } from "#app/components/ui/Words.tsx";
import { directionOf } from "#app/i18n/languages.ts";
import { NonceContext } from "./Nonce.tsx";

/** The form's colour scheme: the embedding site's, or the reader's own setting. */
export const looks = ["auto", "light", "dark"] as const;
export type Look = (typeof looks)[number];

type EmbeddedProps = {
  site: Site;
  title: string;
  heading: string;
  styles: string;
  home: string;
  look: Look;
  /** Reports the page's height to the frame around it. */
  script?: string | undefined;
  /** The page that the form was sent from. */
  back: { href: string; name: string } | null;
  children: ReactNode;
};

/**
 * A page that also fits into a frame on another site. Its links open outside of the frame, where our other pages are
 * not allowed.
 */
export function EmbeddedPage({ site, title, heading, styles, home, look, script, back, children }: EmbeddedProps) {
  const nonce = useContext(NonceContext);
  return (
    <html lang={site.language} dir={directionOf(site.language)} data-look={look === "auto" ? undefined : look}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content={look === "auto" ? "light dark" : look} />
        <meta name="robots" content="noindex" />
        <title>{title}</title>
        <base target="_blank" />
        <link rel="stylesheet" href={styles} />
      </head>
      <body className="site">
        <SiteContext.Provider value={site}>
          <main className="note mx-auto max-w-xl px-5 py-6">
            <h1 className="font-serif text-2xl leading-tight font-semibold text-balance">{heading}</h1>
            {children}
            {back && <BackLink {...back} />}
            <HomeLink name={site.name} home={home} />
          </main>
        </SiteContext.Provider>
        {script && <script src={script} nonce={nonce} defer />}
      </body>
    </html>
  );
}

function BackLink({ href, name }: { href: string; name: string }) {
  return (
    <p>
      <a className="button" href={href} target="_top">
        {useWords()("signUp.backTo", { site: name })}
      </a>
    </p>
  );
}

function HomeLink({ name, home }: { name: string; home: string }) {
  return (
    <p className="mt-4 border-t border-rule pt-3 text-sm">
      <a className="more-link" href={home} rel="noopener">
        {useWords()("signUp.visit", { name })}
      </a>
    </p>
  );
}
