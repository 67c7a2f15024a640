/** Parameters that say where somebody copied a link, or who they are; nothing that the page needs. */
const tracking =
  /^(utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|li_fat_id|igshid?|mc_(cid|eid)|_hs(enc|mi)|hsctatracking|mkt_tok|vero_(id|conv)|oly_(anon|enc)_id|__s|s_cid|ck_subscriber_id|mtm_\w+|pk_(campaign|kwd|source|medium)|wickedid|_ga|_gl|ref_src|cmpid|spm|trk|sc_cid|_openstat|rb_clickid)$/i;

/** Returns the names of an address's tracking parameters, in order. */
export function trackingIn(href: string): string[] {
  const query = queryOf(href);
  return query === null ? [] : [...new URLSearchParams(query).keys()].filter((name) => tracking.test(name));
}

/** Returns an address without its tracking parameters, all else as it was written. */
export function withoutTracking(href: string): string {
  const query = queryOf(href);
  if (query === null || trackingIn(href).length === 0) return href;
  const kept = query.split("&").filter((part) => !tracking.test(decodedName(part)));
  return href.replace(`?${query}`, () => (kept.length > 0 ? `?${kept.join("&")}` : ""));
}

function queryOf(href: string): string | null {
  return /^https?:/i.test(href) ? (/\?([^#]*)/.exec(href)?.[1] ?? null) : null;
}

function decodedName(part: string): string {
  return new URLSearchParams(part).keys().next().value ?? "";
}
