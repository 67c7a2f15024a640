import { openPageStore, storedPage, type StoredPage } from "./pageStore.server.ts";

/** Returns a stored page as those see it who came with a source word. */
type WordedPages = (page: StoredPage, address: string, word: string) => Promise<StoredPage>;

/**
 * Writes source words into stored pages: their forms and their links to the sign-up page carry it on, so that no reader
 * needs a cookie. The page itself is rendered once for all words. Made ones are kept apart, so that made-up words drive out
 * each other only.
 * @param most bytes of all pages with words together
 */
export function openWordedPages(most = 8_000_000): WordedPages {
  const store = openPageStore(most);
  return async (page, address, word) => {
    if (!/^text\/html\b/.test(page.headers["content-type"] ?? "")) return page;
    const key = `${address} ${word}`;
    const known = store.get(key);
    if (known && known.version === page.version && known.until === page.until) return known;
    const html = (await page.bytes("identity")).toString("utf8");
    const { version, until, status, headers } = page;
    const made = storedPage({ version, until }, status, headers, Buffer.from(carrying(html, word)));
    store.keep(key, made);
    return made;
  };
}

/** Text and attributes are escaped: these signs are only where our own components, or a link of an article, wrote them. */
function carrying(html: string, word: string): string {
  return html
    .replaceAll('href="/subscribe"', `href="/subscribe?from=${word}"`)
    .replace(/(<input type="hidden" name="source" value="\/[^"?]*)"/g, `$1?from=${word}"`);
}
