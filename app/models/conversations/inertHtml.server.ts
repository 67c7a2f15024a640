/** Elements that a browser acts on even where a page may load nothing: names are looked up, connections opened. */
const acting =
  /<\/?(?:link|meta|base|script|iframe|frame|object|embed|portal|form|audio|video|source|track)\b[^>]*>?/gi;

/**
 * Takes out of a mail's HTML what acts by itself. It stands only in a frame without scripts and network: this is for what no
 * policy forbids, like looking up a name in advance.
 */
export function inertHtml(html: string): string {
  // Links lead nowhere: a click in the frame would tell their site who reads.
  return html.replace(acting, "").replace(/\b(href|ping|background|srcset)\s*=/gi, "data-$1=");
}
