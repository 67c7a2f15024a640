/** One page of a long list; pages count from 1. */
export type ListPage<T> = { items: T[]; total: number; page: number; pages: number };

/** Returns the rows of a page. */
export function pageRows(page: number, size: number): { limit: number; offset: number } {
  return { limit: size, offset: (page - 1) * size };
}

/** @returns null for a page beyond the last; page 1 exists even when the list is empty */
export function paginate<T>(items: T[], total: number, page: number, size: number): ListPage<T> | null {
  const pages = Math.max(1, Math.ceil(total / size));
  return page > pages ? null : { items, total, page, pages };
}
