import type { ReactNode } from "react";
import { directionOf } from "#words/languages.ts";
import { SiteContext, type Site } from "../SiteContext.ts";
import { useWords } from "../Words.tsx";

type EmbeddedProps = { site: Site; title: string; heading: string; styles: string; home: string; children: ReactNode };

/**
 * A page of its own that also fits into a frame on somebody else's site. Its links open outside of the frame, where our
 * other pages may not be shown.
 */
export function EmbeddedPage({ site, title, heading, styles, home, children }: EmbeddedProps) {
  return (
    <html lang={site.language} dir={directionOf(site.language)}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
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
            <HomeLink name={site.name} home={home} />
          </main>
        </SiteContext.Provider>
      </body>
    </html>
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
