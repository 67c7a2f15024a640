import { useState } from "react";
import {
  lightOrDark,
  PreviewChoice,
  PreviewLooks,
  type PreviewWidth,
} from "#app/components/desk/preview/PreviewChoice.tsx";
import { PreviewText } from "#app/components/desk/preview/PreviewFrame.tsx";
import { PreviewViews } from "#app/components/desk/preview/PreviewViews.tsx";
import type { Scheme } from "#app/components/ui/frame.ts";
import { deskArticlePath } from "#app/models/deskPaths.ts";

type Piece = "full" | "summary";
/** `version`: of the sheet, so that no browser shows an older one. `texts`: its plain text in a mail. */
type ViewsProps = {
  id: number;
  version: number;
  texts: Record<Piece, string>;
  card: { headline: string; dek: string };
};

/** An article as its readers will meet it: page, mail, plain text and share card. */
export function ArticleViews({ id, version, texts, card }: ViewsProps) {
  const [view, setView] = useState<"page" | "mail" | "text" | "card">("page");
  const [piece, setPiece] = useState<Piece>("full");
  const [width, setWidth] = useState<PreviewWidth>("phone");
  const [scheme, setScheme] = useState<Scheme>("light");
  const framed = (part: "page" | "mail", called: string) => {
    const query = new URLSearchParams({ scheme, ...(part === "mail" ? { as: piece } : {}), v: String(version) });
    const src = `${deskArticlePath(id, part)}?${query}`;
    return { src, title: `The ${called}, ${width}, ${scheme}`, wide: width === "desktop" };
  };
  return (
    <PreviewViews
      view={view}
      onView={setView}
      views={{
        page: { name: "Web page", frame: framed("page", "web page") },
        mail: { name: "Mail", frame: framed("mail", "mail") },
        text: { name: "Plain text", content: <PreviewText text={texts[piece]} /> },
        card: {
          name: "Share card",
          content: <ShareCard src={`${deskArticlePath(id, "card.png")}?v=${version}`} {...card} />,
        },
      }}
    >
      {(view === "mail" || view === "text") && (
        <PreviewChoice
          legend="How an issue shows it"
          name="piece"
          value={piece}
          options={{ full: "In full", summary: "As a summary" }}
          onChange={setPiece}
        />
      )}
      {(view === "page" || view === "mail") && (
        <PreviewLooks width={width} scheme={scheme} schemes={lightOrDark} onWidth={setWidth} onScheme={setScheme} />
      )}
    </PreviewViews>
  );
}

/** The card that a chat or a social network makes of a link to the article. */
function ShareCard({ src, headline, dek }: { src: string; headline: string; dek: string }) {
  return (
    <figure className="max-w-[37rem] overflow-hidden rounded-lg border border-rule bg-raised shadow-sm">
      <img src={src} width={1200} height={630} alt="What stands above a shared link" className="h-auto w-full" />
      <figcaption dir="auto" className="border-t border-rule p-4">
        <span className="block font-semibold">{headline || "Untitled"}</span>
        {dek && <span className="mt-1 line-clamp-2 text-sm text-muted">{dek}</span>}
      </figcaption>
    </figure>
  );
}
