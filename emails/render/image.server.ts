import { markup, type Markup } from "./markup.server.ts";
import { columnWidth } from "./styles.server.ts";

/**
 * An image no wider than the column, with its alternative text and its width (E-13). Outlook's Word engine ignores
 * `height:auto` and uses the height attribute, which therefore fits this width. Without pictures the text has the
 * colour of the link around it.
 * @param most pixels of its width
 */
export function imageMarkup(
  image: { url: string; alt: string; width: number; height: number },
  most = columnWidth,
): Markup {
  const width = Math.max(1, Math.min(most, Math.round(image.width) || most));
  const height = Math.max(1, Math.round((image.height * width) / image.width) || 1);
  return markup`<img src="${image.url}" alt="${image.alt}" width="${width}" height="${height}" style="display:block;width:100%;max-width:${width}px;height:auto;border:0;margin:0 0 16px">\n`;
}
