import { ErrorNote, errorStatus } from "#app/components/ui/ErrorPage.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import type { Messages } from "#app/i18n/messages.ts";

/** The site's error page, without internal details (S-17). */
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

/** Returns the title of an error page. */
export function siteErrorTitle(error: unknown, words: Messages): string {
  return words(`errors.${errorStatus(error)}.title`);
}
