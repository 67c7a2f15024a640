import { useWords } from "#app/components/ui/Words.tsx";
import type { Messages } from "#app/i18n/messages.ts";

type PagingProps = {
  page: number;
  pages: number;
  /** The path of page 1; it may have a query. */
  path: string;
};

/** Links to the pages before and after this one; nothing when there is only one. */
export function Paging({ page, pages, path }: PagingProps) {
  const words = useWords();
  if (pages === 1) return null;
  return (
    <nav aria-label={words("pages.paging.label")} className="paging">
      {page > 1 ? (
        <a className="more-link" rel="prev" href={pagePath(path, page - 1)}>
          {words("pages.paging.previous")}
        </a>
      ) : (
        <span />
      )}
      <p className="text-sm text-muted">{words("pages.paging.page", { page, pages })}</p>
      {page < pages ? (
        <a className="more-link" rel="next" href={pagePath(path, page + 1)}>
          {words("pages.paging.next")}
        </a>
      ) : (
        <span />
      )}
    </nav>
  );
}

/** Returns the path of a page of a list. */
export function pagePath(path: string, page: number): string {
  if (page === 1) return path;
  return `${path}${path.includes("?") ? "&" : "?"}page=${page}`;
}

/** Returns the title of a list's page; every page after the first has its number. */
export function titleOfPage(words: Messages, title: string, page: number): string {
  return page === 1 ? title : words("pages.paging.titled", { title, page });
}
