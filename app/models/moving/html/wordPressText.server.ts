/** Elements that begin a block: what stands beside them is a paragraph of its own. */
const blockStart =
  /^<\/?(?:address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|nav|ol|p|pre|script|section|style|table|tbody|td|tfoot|th|thead|tr|ul|video|audio|object|!--)\b|^<!--/i;

/** Hosts whose address alone on its line shows what it leads to. */
const shown =
  /^https?:\/\/(?:[\w-]+\.)*(?:youtube\.com|youtu\.be|vimeo\.com|dailymotion\.com|spotify\.com|soundcloud\.com|twitter\.com|x\.com|instagram\.com|tiktok\.com|bsky\.app|flickr\.com|ted\.com)\/\S+$/i;

/** Signs that need nothing behind their name; any other one has fields, or an end. */
const known = new Set(["gallery", "toc", "contact-form", "subscribe", "adsense", "sc", "more"]);

/**
 * Writes what WordPress keeps as the HTML that it shows: paragraphs between empty lines, captions, films and sounds. Other signs in
 * brackets are left out; what they hold stays.
 */
export function wordPressHtml(content: string): { html: string; leftOut: string[] } {
  const leftOut: string[] = [];
  const text = withoutShortcodes(withShown(content.replace(/\r\n?/g, "\n")), leftOut);
  // The block editor writes every element.
  return { html: /<!--\s*wp:/.test(content) ? text : inParagraphs(text), leftOut };
}

function withShown(text: string): string {
  return text
    .replace(/\[caption\b[^\]]{0,1000}\]([\s\S]{0,20000}?)\[\/caption\]/g, (_, inside: string) => captioned(inside))
    .replace(
      /\[embed\b[^\]]{0,200}\]\s*(https?:\/\/[^\s<>"[\]]{1,2000})\s*\[\/embed\]/g,
      '\n\n<iframe src="$1"></iframe>\n\n',
    )
    .replace(
      /\[(video|audio)\b[^\]]{0,1000}?\b(?:src|mp4|m4v|webm|mp3|m4a|ogg|wav)=["']?(https?:\/\/[^\s"'\]<>]{1,2000})[^\]]{0,1000}\](?:\s*\[\/\1\])?/g,
      '\n\n<$1 src="$2"></$1>\n\n',
    );
}

function captioned(inside: string): string {
  const picture = /^\s*(?:<a\b[^>]{0,2000}>\s*)?<img\b[^>]{0,4000}>(?:\s*<\/a>)?/i.exec(inside)?.[0];
  if (!picture) return inside;
  const words = inside.slice(picture.length).trim();
  return `\n\n<figure>${picture}<figcaption>${words}</figcaption></figure>\n\n`;
}

function withoutShortcodes(text: string, leftOut: string[]): string {
  const ends = new Set(Array.from(text.matchAll(/\[\/([a-z][\w-]{1,40})\]/gi), ([, name]) => name!.toLowerCase()));
  return text.replace(
    /\[(\/?)([a-z][\w-]{1,40})((?:\s[^[\]<]{0,1000})?)\/?\]/gi,
    (all, end: string, name: string, said: string) => {
      const isOne =
        end !== "" || ends.has(name.toLowerCase()) || known.has(name.toLowerCase()) || /\s[\w-]+\s*=/.test(said);
      if (!isOne) return all;
      if (end === "") leftOut.push(all.slice(0, 100));
      return "";
    },
  );
}

function inParagraphs(text: string): string {
  const parts = text.split(/(<pre\b[\s\S]*?<\/pre>)/i);
  return parts
    .map((part, i) =>
      i % 2 === 1
        ? part
        : part
            .split(/\n\s*\n/)
            .map(paragraph)
            .join("\n"),
    )
    .join("\n");
}

function paragraph(lines: string): string {
  const words = lines.trim();
  if (words === "") return "";
  if (shown.test(words)) return `<iframe src="${words.replace(/"/g, "%22")}"></iframe>`;
  return blockStart.test(words) ? words : `<p>${words.replace(/\n/g, "<br>\n")}</p>`;
}
