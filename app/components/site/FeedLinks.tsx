import { useWords } from "#app/components/ui/Words.tsx";
import { feedLinks } from "./head.ts";

type FeedLinksProps = {
  /** The feed's path without an extension. */
  path: string;
  /** The feed's content, as text. */
  about: string;
};

/** Links to a feed's formats, for people: programs find them in the head. */
export function FeedLinks({ path, about }: FeedLinksProps) {
  const words = useWords();
  return (
    <p className="text-[0.9375rem] text-muted">
      <bdi>{about}</bdi>
      {words("pages.feeds.colon")}{" "}
      {feedLinks({ path, title: "" }).map(({ href, title, type }) => (
        <a key={href} className="plain-link me-4" href={href} type={type} dir="ltr">
          {title}
        </a>
      ))}
    </p>
  );
}
