import type { ReactNode } from "react";
import { forgetChosen } from "./recentlyChosen.ts";
import { Button } from "#app/components/desk/kit.tsx";

type ShellProps = {
  briefing: string;
  /** The signed-in editor. */
  person: { id: number; name: string; role: string };
  nav: ReactNode;
  palette: ReactNode;
  /** Whether the menu is open; on a wide screen it always is. */
  menuOpen: boolean;
  onMenu: () => void;
  children: ReactNode;
};

/** The desk's frame: a navigation rail beside the page, or a bar with a menu on a phone. */
export function Shell({ briefing, person, nav, palette, menuOpen, onMenu, children }: ShellProps) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] print:block print:min-h-0">
      <a
        href="#main"
        className="fixed top-2 left-2 z-50 -translate-y-24 rounded-md bg-accent px-4 py-2 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      <header className="border-b border-rule bg-sunken print:hidden lg:sticky lg:top-0 lg:flex lg:h-dvh lg:flex-col lg:overflow-y-auto lg:border-r lg:border-b-0">
        <div className="flex items-center gap-2 px-4 py-3 lg:flex-col lg:items-stretch lg:gap-5 lg:px-6 lg:pt-8 lg:pb-6">
          <p className="me-auto min-w-0 font-serif text-lg leading-tight font-semibold lg:text-xl">
            <bdi>{briefing}</bdi>
          </p>
          {palette}
          <Button
            type="button"
            className="lg:hidden"
            aria-expanded={menuOpen}
            aria-controls="desk-menu"
            onClick={onMenu}
          >
            {menuOpen ? "Close" : "Menu"}
          </Button>
        </div>
        <div
          id="desk-menu"
          className={`${menuOpen ? "flex" : "hidden lg:flex"} flex-1 flex-col justify-between gap-6 px-2 pb-4 lg:px-4 lg:pb-6`}
        >
          <nav aria-label="Desk">{nav}</nav>
          <Person {...person} />
        </div>
      </header>
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 py-8 outline-none sm:px-8 lg:py-10 print:p-0"
      >
        {children}
      </main>
    </div>
  );
}

function Person({ id, name, role }: ShellProps["person"]) {
  return (
    <div className="space-y-3 px-2 text-sm">
      <p>
        <a href="/" className="inline-flex min-h-8 items-center text-accent underline underline-offset-4">
          View the site
        </a>
      </p>
      <p>
        <a href="/desk/words" className="inline-flex min-h-8 items-center text-accent underline underline-offset-4">
          What the words mean
        </a>
      </p>
      <div className="border-t border-rule pt-3">
        <p className="font-medium">
          <a
            href="/desk/settings/account"
            className="inline-flex min-h-8 items-center underline-offset-4 hover:underline"
          >
            <bdi>{name}</bdi>
          </a>
        </p>
        <p className="text-muted">{role}</p>
      </div>
      <form method="post" action="/desk/sign-out" onSubmit={() => forgetChosen(id)}>
        <Button className="w-full">Sign out</Button>
      </form>
    </div>
  );
}

/** Classes of a link in the menu. */
export function placeClass(current: boolean): string {
  return `flex min-h-10 items-center rounded-md border-l-2 px-3 text-sm ${
    current ? "border-accent bg-raised font-semibold text-ink" : "border-transparent text-ink hover:bg-raised/70"
  }`;
}
