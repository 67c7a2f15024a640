/** Elements whose content nobody is to see, and others that a browser acts on even where a page may load nothing. */
const hidden = /<(\/?)(?:script|iframe|frame|frameset|object|portal|audio|video|noscript)\b/gi;
const acting = /<(\/?)(link|meta|base|embed|form|source|track)\b/gi;
const addresses = /\b(href|ping|background|srcset|action|formaction)\s*=/gi;

/**
 * Renames in a mail's HTML what acts by itself. It stands only in a frame without scripts and network: this is for what no
 * policy forbids, like looking up a name in advance. A link leads nowhere: its site would learn who reads.
 */
export function inertHtml(html: string): string {
  // Renamed, not taken out: nothing can be put together from what is left.
  const quiet = html.replace(hidden, "<$1template").replace(acting, "<$1x-$2").replace(addresses, "data-$1=");
  // Pictures that came along stay.
  return quiet.replace(/\bsrc\s*=(?!\s*["']?data:image\/)/gi, "data-src=");
}
