/** Characters that no inbox shows more of. */
const most = 200;

/**
 * Returns the words that an inbox shows beside the subject: the first ones of the mail, hidden ones too, as programs
 * take them. With a preheader or headlines these stand first (E-20); the filling behind them is nothing to read.
 */
export function firstWords(html: string): string {
  const words = html
    .slice(Math.max(0, html.search(/<body[\s>]/i)))
    .slice(0, 40_000)
    .replace(/<!--[\s\S]*?-->|<style[\s\S]*?<\/style>/gi, " ")
    .replace(/<\/?(?:a|abbr|b|bdi|code|em|i|mark|s|small|span|strong|sub|sup|u)(?:\s[^>]*)?>/gi, "")
    .replace(/<[^>]*>?/g, " ")
    .replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
      code ? String.fromCodePoint(Number(code)) : (named[name!] ?? whole),
    );
  // The filling of combining signs and spaces of no width counts as one space.
  const plain = words.replace(/[\s\u034f\u200c\u00ad]+/g, " ").trim();
  return [...plain].slice(0, most).join("");
}

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: " ", zwnj: "\u200c", shy: "" };
