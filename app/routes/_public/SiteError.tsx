import { ErrorNote, errorStatus } from "#app/components/ui/ErrorPage.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import type { Messages } from "#app/i18n/messages.ts";

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
export function siteErrorTitle(error: unknown, words: Messages): string {
  return words(`errors.${errorStatus(error)}.title`);
}
