import { straightAddress } from "#app/models/htmlRules.ts";
import { isSafeLink } from "#app/models/marks.ts";

/**
 * Returns the address that a link of an old page leads to: relative ones are resolved, counters of other sites left out.
 * @param base of the page, or null where it is not known
 * @returns null for what leads nowhere from here
 */
export function linkAddress(href: string, base: string | null): { href: string; isStraight: boolean } | null {
  const typed = href.trim();
  if (typed === "" || typed.startsWith("#")) return null;
  const straight = straightAddress(typed);
  if (straight) return { href: straight, isStraight: true };
  const whole = wholeAddress(typed, base);
  return whole !== null && isSafeLink(whole) ? { href: whole, isStraight: false } : null;
}

/** Returns an absolute address, or null where there is none to be had. Spaces and letters of other scripts are escaped. */
export function wholeAddress(address: string, base: string | null): string | null {
  const typed = address.trim();
  if (isSafeLink(typed)) return typed;
  const url = URL.parse(typed) ?? (base === null ? null : URL.parse(typed, base));
  return url?.href ?? null;
}

/** Returns the page of what a frame shows, and whether it is a video. */
export function pageOfEmbed(address: string): { href: string; isVideo: boolean } {
  const url = URL.parse(address);
  if (!url) return { href: address, isVideo: false };
  for (const { hosts, path, page, isVideo } of frames) {
    const found = hosts.test(url.hostname) ? path.exec(url.pathname + url.search) : null;
    if (found) return { href: page(found[1] ?? "", url), isVideo };
  }
  return { href: address, isVideo: /\.(mp4|m4v|webm|mov)$/i.test(url.pathname) };
}

type Frame = { hosts: RegExp; path: RegExp; page: (id: string, url: URL) => string; isVideo: boolean };

const frames: Frame[] = [
  {
    hosts: /(^|\.)youtube(-nocookie)?\.com$/,
    path: /^\/embed\/([\w-]{6,20})/,
    page: (id) => `https://www.youtube.com/watch?v=${id}`,
    isVideo: true,
  },
  {
    hosts: /(^|\.)(youtube\.com|youtu\.be)$/,
    path: /^(.*)$/,
    page: (_, url) => url.href,
    isVideo: true,
  },
  { hosts: /^player\.vimeo\.com$/, path: /^\/video\/(\d+)/, page: (id) => `https://vimeo.com/${id}`, isVideo: true },
  { hosts: /(^|\.)vimeo\.com$/, path: /^(.*)$/, page: (_, url) => url.href, isVideo: true },
  {
    hosts: /(^|\.)dailymotion\.com$/,
    path: /^\/embed\/video\/(\w+)/,
    page: (id) => `https://www.dailymotion.com/video/${id}`,
    isVideo: true,
  },
  {
    hosts: /^open\.spotify\.com$/,
    path: /^\/embed(?:-podcast)?\/(\w+\/\w+)/,
    page: (id) => `https://open.spotify.com/${id}`,
    isVideo: false,
  },
  {
    hosts: /^embed\.podcasts\.apple\.com$/,
    path: /^(\/.*)$/,
    page: (path) => `https://podcasts.apple.com${path}`,
    isVideo: false,
  },
  {
    hosts: /^w\.soundcloud\.com$/,
    path: /^\/player/,
    page: (_, url) => soundPage(url),
    isVideo: false,
  },
];

function soundPage(url: URL): string {
  const inner = url.searchParams.get("url") ?? "";
  return isSafeLink(inner) ? inner : url.href;
}
