import type { Words } from "#words/words.ts";
import { ErrorNote, errorStatus } from "./ErrorPage.tsx";
import { useWords } from "./Words.tsx";

/** What readers see when a page is not there or something broke: no detail of the inside (S-17). */
export function SiteError({ error }: { error: unknown }) {
  const words = useWords();
  const status = errorStatus(error);
  return (
    <ErrorNote
      status={status}
      title={words(`errors.${status}.title`)}
      text={words(`errors.${status}.text`)}
      home={words("errors.home")}
    />
  );
}

/** The title of a page that shows an error. */
export function siteErrorTitle(error: unknown, words: Words): string {
  return words(`errors.${errorStatus(error)}.title`);
}
