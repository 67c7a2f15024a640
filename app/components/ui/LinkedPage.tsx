import type { ShownCard } from "#app/models/linkCards.ts";
import { Picture } from "./Picture.tsx";
import { SafeLink } from "./SafeLink.tsx";
import { useDir, useWords } from "./Words.tsx";

/** A link as a card. Its picture is ours, so that nobody asks the other site before they follow the link. */
export function LinkedPage({ href, title, description, site, isVideo, picture }: ShownCard) {
  const dir = useDir();
  const words = useWords();
  return (
    <div className="link-card" data-picture={picture ? (picture.isBanner ? "above" : "beside") : undefined}>
      <SafeLink href={href}>
        {picture && (
          <Picture
            path={picture.src}
            alt=""
            width={picture.width}
            height={picture.height}
            sizes={picture.isBanner ? "(min-width: 45rem) 42rem, 94vw" : "8rem"}
          />
        )}
        <span className="link-card-words">
          <strong dir={dir(title)}>{title}</strong>
          {description && <span dir={dir(description)}>{description}</span>}
          <small>
            {isVideo && `${words("article.video")} · `}
            <bdi>{site}</bdi>
          </small>
        </span>
      </SafeLink>
    </div>
  );
}
