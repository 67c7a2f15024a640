import { Children, useContext, type ReactNode } from "react";
import { directionOf } from "#app/i18n/languages.ts";
import type { BodyImage, FigureSize, ShownFigure } from "#app/models/figures.ts";
import { Picture } from "./Picture.tsx";
import { SafeLink } from "./SafeLink.tsx";
import { SiteContext } from "./SiteContext.ts";
import { useDir } from "./Words.tsx";

const shownWidths: Record<FigureSize, string> = {
  text: "(min-width: 45rem) 42rem, 94vw",
  wide: "(min-width: 62rem) 58rem, 94vw",
  small: "(min-width: 45rem) 21rem, 94vw",
};

type FigureProps = { image: BodyImage; shown: ShownFigure };

/** An image of a text with its caption and credit; an image without them stands alone. */
export function Figure({ image: { src, alt, width, height }, shown }: FigureProps) {
  const dir = useDir();
  const direction = directionOf(useContext(SiteContext).language);
  const { caption, credit, size, href, isPlain } = shown;
  const picture = <Picture path={src} alt={alt} width={width} height={height} sizes={shownWidths[size]} />;
  if (isPlain) return picture;
  return (
    <figure className="figure" data-size={size === "text" ? undefined : size} dir={direction}>
      {href ? <SafeLink href={href}>{picture}</SafeLink> : picture}
      {(caption || credit) && (
        <figcaption>
          {caption && <span dir={dir(caption)}>{caption}</span>}
          {caption && credit && " "}
          {credit && (
            <span className="credit" dir={dir(credit)}>
              {credit}
            </span>
          )}
        </figcaption>
      )}
    </figure>
  );
}

/** Images side by side, with one caption for all. */
export function Gallery({ caption, children }: { caption: string; children: ReactNode }) {
  const dir = useDir();
  return (
    <figure className="gallery">
      <div>
        {Children.map(children, (image) => (
          <div>{image}</div>
        ))}
      </div>
      {caption && <figcaption dir={dir(caption)}>{caption}</figcaption>}
    </figure>
  );
}
