import { partsOf } from "#app/models/comments/links.ts";

/** The text of a comment: plain words, as they were typed, with links and nothing else. */
export function CommentText({ text }: { text: string }) {
  return (
    <p dir="auto" className="wrap-anywhere whitespace-pre-wrap">
      {partsOf(text).map(({ text, href }, i) =>
        href === null ? (
          text
        ) : (
          <a
            key={i}
            href={href}
            target="_blank"
            rel="noreferrer noopener nofollow"
            className="text-accent underline underline-offset-4"
          >
            {text}
          </a>
        ),
      )}
    </p>
  );
}
