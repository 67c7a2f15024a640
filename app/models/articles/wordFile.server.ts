import type { Context } from "#app/context.server.ts";
import { zipEntries, type ZipFault } from "#app/models/zipEntries.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { elementsIn, listStarts } from "./wordLists.server.ts";

/** In bytes: of the file, of all its parts unpacked, and of those that are text. */
const largestDocument = 20_000_000;
const mostUnpacked = 80_000_000;
const mostText = 6_000_000;
const mostEntries = 1000;
const mostPictures = 50;

/** Left out of a document; each `example` is its words or name, empty where there is none. */
type WordNote = { kind: "deleted" | "comment" | "picture" | "embedded"; examples: string[] };

export type WordFault = ZipFault | { error: "no-document" | "too-large" | "too-long" };

/**
 * Reads a Word file as HTML, which the editor takes as it takes a paste. Insertions that nobody has accepted are in it, deletions and
 * comments are not. Its pictures are stored. The archive is measured before anything else reads it.
 */
export async function readWordFile(
  context: Context,
  file: Buffer,
): Promise<{ html: string; notes: WordNote[] } | WordFault> {
  if (file.length > largestDocument) return { error: "too-large" };
  const unpacked = await zipEntries(file, { entries: mostEntries, bytes: mostUnpacked });
  if ("error" in unpacked) return unpacked;
  const texts = unpacked.entries.filter(({ name }) => /\.(xml|rels)$/i.test(name));
  if (texts.reduce((sum, { bytes }) => sum + bytes.length, 0) > mostText) return { error: "too-long" };
  const part = (name: string) => texts.find((entry) => entry.name === name)?.bytes.toString("utf8") ?? "";
  const document = part("word/document.xml");
  if (document === "") return { error: "no-document" };
  const notes = notesOf(document, part("word/comments.xml"));
  const pictures: string[] = [];
  const html = await converted(context, file, pictures);
  if (html === null) return { error: "no-document" };
  const lost = pictures.length > 0 ? [{ kind: "picture" as const, examples: pictures }] : [];
  return { html: withStarts(html, listStarts(document, part("word/numbering.xml"))), notes: [...notes, ...lost] };
}

const styleMap = [
  "p[style-name='Title'] => h1:fresh",
  "p[style-name='Subtitle'] => p:fresh",
  "p[style-name='Quote'] => blockquote > p:fresh",
  "p[style-name='Intense Quote'] => blockquote > p:fresh",
  "strike => s",
];

/** @param lost the names of pictures that could not be brought in */
async function converted(context: Context, file: Buffer, lost: string[]): Promise<string | null> {
  const { default: mammoth } = await import("mammoth");
  let count = 0;
  const convertImage = mammoth.images.imgElement(async (image) => {
    const alt = (image as { altText?: string }).altText ?? "";
    count += 1;
    const stored = count > mostPictures ? null : await storeImage(context, await image.readAsBuffer());
    if (stored && "image" in stored) {
      const { path, width, height } = stored.image;
      return { src: path, width: String(width), height: String(height) };
    }
    lost.push(alt);
    return { src: "" };
  });
  try {
    const { value } = await mammoth.convertToHtml({ buffer: file }, { styleMap, convertImage });
    // A picture alone in its paragraph is a block here.
    return value.replace(/<img [^>]*src=""[^>]*>/g, "").replace(/<p>(<img [^>]*>)<\/p>/g, "$1");
  } catch {
    return null;
  }
}

/** Finds the parts that Word shows and mammoth leaves out. */
function notesOf(document: string, comments: string): WordNote[] {
  const textsIn = (xml: string, name: string) =>
    elementsIn(xml, name)
      .map(({ inner }) => wordsIn(inner))
      .filter((words) => words !== "");
  const embedded = (document.match(/<w:object[ >]|<c:chart[ >]|<dgm:relIds[ >]/g) ?? []).map(() => "");
  const all = [
    { kind: "deleted" as const, examples: textsIn(document, "del") },
    { kind: "comment" as const, examples: textsIn(comments, "comment") },
    { kind: "embedded" as const, examples: embedded },
  ];
  return all.filter(({ examples }) => examples.length > 0);
}

function wordsIn(xml: string): string {
  return [...xml.matchAll(/<w:(?:t|delText)(?: [^<>]*)?>([^<]*)</g)]
    .map(([, words]) => words)
    .join("")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&apos;/g, "'")
    .replace(/&amp;/g, "&")
    .replace(/\s+/g, " ")
    .trim();
}

/** Gives each numbered list its first number, where both ways of reading the document found the same items. */
function withStarts(html: string, numbers: (number | null)[]): string {
  const body = html.replace(/<ol><li id="(?:foot|end)note-[\s\S]*$/, "");
  const items = body.match(/<li>/g)?.length ?? 0;
  if (items !== numbers.length) return html;
  let item = 0;
  const started = body.replace(/<ol>(?=<li>)|<li>/g, (tag) => {
    if (tag === "<li>") {
      item += 1;
      return tag;
    }
    const number = numbers[item];
    return number && number !== 1 ? `<ol start="${number}">` : tag;
  });
  return started + html.slice(body.length);
}
