import { useContext, type ReactNode } from "react";
import { dirOf } from "#app/i18n/direction.ts";
import { directionOf, type Direction } from "#app/i18n/languages.ts";
import type { CalloutKind } from "#app/models/boxes.ts";
import { SafeLink } from "./SafeLink.tsx";
import { SiteContext } from "./SiteContext.ts";
import { SponsoredContext } from "./SponsoredContext.ts";
import { useDir, useWords } from "./Words.tsx";

type BoxProps = { dir: Direction | undefined; children: ReactNode };

/** A note or a warning beside the text, or a large figure with what it counts. */
export function Callout({ kind, dir, children }: BoxProps & { kind: CalloutKind }) {
  const words = useWords();
  if (kind === "figure")
    return (
      <div className="key-figure" dir={dir}>
        {children}
      </div>
    );
  return (
    <div role="note" className="callout" data-kind={kind} dir={dir}>
      <BoxName>{words(kind === "note" ? "article.note" : "article.warning")}</BoxName>
      {children}
    </div>
  );
}

/** Words shown large, and who said them. */
export function PullQuote({ by, dir, children }: BoxProps & { by: string }) {
  const dirOfWords = useDir();
  return (
    <figure className="pull-quote" dir={dir}>
      <blockquote>{children}</blockquote>
      {by && <figcaption dir={dirOfWords(by)}>— {by}</figcaption>}
    </figure>
  );
}

/** An advertisement, which says so first; its links say it to search engines. */
export function Sponsor({ name, dir, children }: BoxProps & { name: string }) {
  const words = useWords();
  return (
    <div className="sponsor" dir={dir}>
      <BoxName>
        {words("article.advertisement")}
        {name && (
          <>
            {" · "}
            <bdi>{name}</bdi>
          </>
        )}
      </BoxName>
      <SponsoredContext.Provider value>{children}</SponsoredContext.Provider>
    </div>
  );
}

/** A link that looks like a button. */
export function ButtonLink({ label, href }: { label: string; href: string }) {
  const direction = directionOf(useContext(SiteContext).language);
  return (
    <p className="button-line">
      <SafeLink href={href} className="button-link">
        <span dir={dirOf(label, direction)}>{label}</span>
      </SafeLink>
    </p>
  );
}

/** The kind of a box, in the page's language, whatever that of its words is. */
function BoxName({ children }: { children: ReactNode }) {
  const direction = directionOf(useContext(SiteContext).language);
  return (
    <p className="box-name" dir={direction}>
      {children}
    </p>
  );
}
