import { Schema, type NodeSpec } from "prosemirror-model";
import { blockKinds, partKinds, type Body } from "./body.ts";
import { footnoteSchema } from "./footnotes.ts";
import { markKinds } from "./marks.ts";

/** In characters, 200 pages of prose; a longer text is a paste that went wrong (STANDARDS 8, no. 25). */
const longestBody = 600_000;

/** Node and mark names are Tiptap's, so that the desk's editor produces this schema. */
export const bodySchema = new Schema({
  nodes: {
    doc: { content: "block+" },
    ...schemasOf(blockKinds, { group: "block" }),
    ...schemasOf(partKinds, {}),
    text: { group: "inline" },
    footnote: footnoteSchema,
    hardBreak: { group: "inline", inline: true },
  },
  marks: Object.fromEntries(Object.entries(markKinds).map(([type, { schema }]) => [type, schema])),
});

function schemasOf<T extends string>(kinds: Record<T, { schema: NodeSpec }>, common: NodeSpec): Record<T, NodeSpec> {
  const schemas = Object.entries<{ schema: NodeSpec }>(kinds).map(([type, { schema }]) => [
    type,
    { ...common, ...schema },
  ]);
  return Object.fromEntries(schemas) as Record<T, NodeSpec>;
}

/** Lengths in characters; `why`: what the schema refuses, in its own words. */
export type BodyFault = { error: "too-long"; length: number; most: number } | { error: "unpublishable"; why: string };

/**
 * Checks a document from the desk against the schema.
 * @param json the document as text
 * @returns the document, normalised, or its fault
 */
export function parseBody(json: string): { body: Body } | BodyFault {
  if (json.length > longestBody) return { error: "too-long", length: json.length, most: longestBody };
  try {
    const node = bodySchema.nodeFromJSON(JSON.parse(json, withoutHiddenSigns));
    // A single paragraph is a valid node, but not a document.
    if (node.type !== bodySchema.topNodeType) throw new RangeError(`a ${node.type.name} is no text`);
    node.check();
    return { body: node.toJSON() as Body };
  } catch (error) {
    // A tree nested past the stack is a RangeError too, so every kind of fault ends here.
    return { error: "unpublishable", why: (error as Error).message };
  }
}

/** Control characters and lone surrogates would make a feed that no reader can parse. */
function withoutHiddenSigns(_key: string, value: unknown) {
  if (typeof value !== "string") return value;
  // eslint-disable-next-line no-control-regex -- control characters are what is taken out
  return value.toWellFormed().replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
}
