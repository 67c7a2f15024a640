import { useContext, type ReactNode } from "react";
import { FooterSignUp } from "./FooterSignUp.tsx";
import { SiteContext } from "./SiteContext.ts";
import { useDir, useWords } from "./Words.tsx";

export { SiteContext, type Site } from "./SiteContext.ts";

/** Masthead, navigation and footer around a page. On the front page the masthead is the heading. */
export function SiteFrame({ path, children }: { path: string; children: ReactNode }) {
  const words = useWords();
  return (
    <div className="flex min-h-dvh flex-col">
      <a className="skip-link" href="#main">
        {words("site.skip")}
      </a>
      <Masthead path={path} />
      <main id="main" className="mx-auto w-full max-w-6xl flex-1 px-5 pb-20 sm:px-8">
        {children}
      </main>
      <Footer path={path} />
    </div>
  );
}

function Masthead({ path }: { path: string }) {
  const words = useWords();
  const { name } = useContext(SiteContext);
  const front = path === "/";
  const Name = front ? "h1" : "p";
  return (
    <header className="mx-auto w-full max-w-6xl px-5 sm:px-8">
      <Name className={`text-center font-serif ${front ? "nameplate pt-10 pb-7" : "nameplate-small pt-6 pb-4"}`}>
        <a className="inline-block py-1" dir="auto" href="/" aria-current={front ? "page" : undefined}>
          {name}
        </a>
      </Name>
      <nav aria-label={words("site.navigation")} className="border-t-[3px] border-double border-ink">
        <ul className="nav-places">
          {usePlaces().map(({ href, label }) => (
            <li key={href}>
              <a className="nav-link" href={href} aria-current={currentness(path, href)}>
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </header>
  );
}

const places = [
  { href: "/articles", key: "site.articles" },
  { href: "/issues", key: "site.archive" },
  { href: "/subscribe", key: "site.subscribe" },
] as const;

/** Topics follow the articles; the search precedes the last link. */
function usePlaces() {
  const words = useWords();
  const [articles, ...others] = places.map(({ href, key }) => ({ href, label: words(key) }));
  const topics = { href: "/topics", label: words("pages.nav.topics") };
  const search = { href: "/search", label: words("pages.nav.search") };
  return [articles!, topics, ...others.slice(0, -1), search, ...others.slice(-1)];
}

function useFooterPlaces() {
  const words = useWords();
  const about = { href: "/about", label: words("pages.nav.about") };
  const own = { href: "/reader", label: words("reader.title") };
  const feed = { href: "/feed.xml", label: words("pages.nav.feed") };
  return [...usePlaces(), own, about, feed, { href: "/privacy", label: words("site.privacy") }];
}

function currentness(path: string, href: string): "page" | "true" | undefined {
  if (path === href) return "page";
  return path.startsWith(`${href}/`) ? "true" : undefined;
}

function Footer({ path }: { path: string }) {
  const { name, pitch } = useContext(SiteContext);
  const dir = useDir();
  return (
    <footer className="border-t border-rule bg-sunken">
      <div className="mx-auto flex max-w-6xl flex-wrap items-start justify-between gap-x-12 gap-y-6 px-5 py-10 text-sm sm:px-8">
        <FooterSignUp path={path} />
        <div className="max-w-md">
          <p dir={dir(name)} className="font-serif text-lg font-semibold">
            {name}
          </p>
          <p dir={dir(pitch)} className="mt-1 leading-relaxed text-muted first-letter:uppercase">
            {pitch}
          </p>
        </div>
        <ul className="flex flex-wrap gap-x-6">
          {useFooterPlaces().map(({ href, label }) => (
            <li key={href}>
              <a
                className="inline-flex min-h-11 items-center underline decoration-rule underline-offset-4 hover:decoration-current"
                href={href}
              >
                {label}
              </a>
            </li>
          ))}
        </ul>
      </div>
    </footer>
  );
}

/** Replaces every page until the briefing is set up; it has no language yet. */
export function NotSetUp() {
  return (
    <main className="mx-auto max-w-xl px-5 py-24">
      <p className="text-sm font-medium text-muted">Pressrun</p>
      <h1 className="mt-3 font-serif text-4xl leading-tight font-medium">This briefing is not set up yet</h1>
      <p className="mt-5 text-lg leading-relaxed text-muted">
        Its readers will find articles, the archive and the sign-up form here. If it is yours, open the desk and give it
        a name.
      </p>
      <p className="mt-8">
        <a className="button" href="/desk">
          Open /desk
        </a>
      </p>
    </main>
  );
}
