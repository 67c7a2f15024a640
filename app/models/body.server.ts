import { Schema } from "prosemirror-model";

/** A body or intro: a ProseMirror document in our schema. One tree, rendered to web, mail, text and feeds. */
export type Body = { type: "doc"; content?: Block[] };
export type Block =
  | { type: "paragraph"; content?: Inline[] }
  | { type: "heading"; attrs: { level: 2 | 3 }; content?: Inline[] }
  | { type: "blockquote"; content: Block[] }
  | { type: "bulletList"; content: ListItem[] }
  | { type: "orderedList"; attrs?: { start?: number }; content: ListItem[] }
  | { type: "codeBlock"; attrs?: { language?: string | null }; content?: { type: "text"; text: string }[] }
  | { type: "image"; attrs: BodyImage }
  | { type: "horizontalRule" };
export type ListItem = { type: "listItem"; content: Block[] };
export type Inline = { type: "text"; text: string; marks?: Mark[] } | { type: "hardBreak"; marks?: Mark[] };
export type Mark = { type: "bold" } | { type: "italic" } | { type: "link"; attrs: { href: string } };
/** `src` is the path of a stored image (`/images/KEY.jpg`); sizes in pixels. */
export type BodyImage = { src: string; alt: string; width: number; height: number };

export const emptyBody: Body = { type: "doc", content: [{ type: "paragraph" }] };

/** In characters, 200 pages of prose; a longer text is a paste that went wrong (STANDARDS 8, no. 25). */
const longestBody = 600_000;

/** Node and mark names are Tiptap's, so that the desk's editor produces this schema. */
export const bodySchema = new Schema({
  nodes: {
    doc: { content: "block+" },
    paragraph: { group: "block", content: "inline*" },
    heading: {
      group: "block",
      content: "inline*",
      attrs: { level: { validate: oneOf([2, 3]) } },
    },
    blockquote: { group: "block", content: "block+" },
    bulletList: { group: "block", content: "listItem+" },
    orderedList: {
      group: "block",
      content: "listItem+",
      attrs: { start: { default: 1, validate: "number" }, type: { default: null, validate: "string|null" } },
    },
    listItem: { content: "paragraph block*" },
    codeBlock: {
      group: "block",
      content: "text*",
      marks: "",
      code: true,
      attrs: { language: { default: null, validate: codeLanguage } },
    },
    image: {
      group: "block",
      attrs: {
        src: { validate: ownImage },
        alt: { validate: "string" },
        width: { validate: "number" },
        height: { validate: "number" },
      },
    },
    horizontalRule: { group: "block" },
    text: { group: "inline" },
    hardBreak: { group: "inline", inline: true },
  },
  marks: {
    link: { inclusive: false, attrs: { href: { validate: safeHref } } },
    bold: {},
    italic: {},
  },
});

function oneOf(allowed: number[]) {
  return (value: unknown) => {
    if (!allowed.includes(value as number))
      throw new RangeError(`${String(value)} is not one of ${allowed.join(", ")}`);
  };
}

function codeLanguage(value: unknown) {
  if (value !== null && (typeof value !== "string" || !/^[\w+#.-]{1,30}$/.test(value)))
    throw new RangeError("the language of code is one short word");
}

function ownImage(value: unknown) {
  if (typeof value !== "string" || !/^\/images\/[0-9a-f]{32}\.(jpg|png)$/.test(value))
    throw new RangeError("an image must be uploaded here first");
}

function safeHref(value: unknown) {
  if (typeof value !== "string" || !isSafeLink(value))
    throw new RangeError("a link must begin with https:, http: or mailto:");
}

/** True for absolute http, https and mailto links without user name, control characters or spaces (S-09). */
export function isSafeLink(value: string): boolean {
  // eslint-disable-next-line no-control-regex -- control characters are what is refused
  if (value.length > 2000 || /[\u0000-\u0020\u007f-\u009f\u2028\u2029]/.test(value)) return false;
  if (!/^(https?:\/\/|mailto:)/i.test(value)) return false;
  const url = URL.canParse(value) ? new URL(value) : null;
  return url !== null && url.username === "" && (url.protocol === "mailto:" || url.hostname !== "");
}

/**
 * Checks a document from the desk against the schema.
 * @param json the document as text
 * @returns the document, normalised, or an error text for the editor
 */
export function parseBody(json: string): { body: Body } | { error: string } {
  if (json.length > longestBody)
    return {
      error: `This text is too long: ${json.length} characters with its formatting, of ${longestBody} allowed.`,
    };
  try {
    const node = bodySchema.nodeFromJSON(JSON.parse(json, withoutHiddenSigns));
    // A single paragraph is a valid node, but not a document.
    if (node.type !== bodySchema.topNodeType) throw new RangeError(`a ${node.type.name} is no text`);
    node.check();
    return { body: node.toJSON() as Body };
  } catch (error) {
    // A tree nested past the stack is a RangeError too, so every kind of fault ends here.
    return { error: `This text has a part that cannot be published: ${(error as Error).message}.` };
  }
}

/** Control characters and lone surrogates would make a feed that no reader can parse. */
function withoutHiddenSigns(_key: string, value: unknown) {
  if (typeof value !== "string") return value;
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return value.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}

/** Returns the text of a document, blocks separated by a line break; for counts, descriptions and search. */
export function plainBody(body: Body): string {
  return bodySchema.nodeFromJSON(body).textBetween(0, bodySchema.nodeFromJSON(body).content.size, "\n", " ");
}

/** Returns whole minutes at 230 words a minute, at least one. */
export function readingMinutes(body: Body): number {
  return Math.max(1, Math.round(plainBody(body).split(/\s+/).filter(Boolean).length / 230));
}
