/** One page of a long list; pages count from 1. */
export type ListPage<T> = { items: T[]; total: number; page: number; pages: number };

/** Which rows a page of so many holds. */
export function pageRows(page: number, size: number): { limit: number; offset: number } {
  return { limit: size, offset: (page - 1) * size };
}

/** @returns null for a page that there is not; the first one is there even when the list is empty */
export function paginate<T>(items: T[], total: number, page: number, size: number): ListPage<T> | null {
  const pages = Math.max(1, Math.ceil(total / size));
  return page > pages ? null : { items, total, page, pages };
}
