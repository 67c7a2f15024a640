import type { ReactNode } from "react";
import type { Block, Body, BodyImage, Inline, ListItem, Mark } from "../models/bodies.server.ts";
import { Picture } from "./Picture.tsx";
import { SafeLink } from "./SafeLink.tsx";

/** Deeper quotes and lists are written flat: nobody reads them, and a tree without end must not end us. */
const deepestNesting = 12;

/**
 * A body as web HTML. It is written from the tree, node by node, so only what we know can come out.
 * A small heading without a larger one before it moves up, so that no level is skipped below the page's own heading.
 */
export function BodyView({ body }: { body: Body }) {
  return <>{blocks(body.content ?? [], { depth: 0, hasUpperHeading: false })}</>;
}

type Place = { depth: number; hasUpperHeading: boolean };

function blocks(list: Block[], place: Place): ReactNode[] {
  return list.map((block, i) => blockView(block, place, i));
}

function blockView(block: Block, place: Place, key: number): ReactNode {
  switch (block.type) {
    case "paragraph":
      return block.content?.length ? <p key={key}>{inlines(block.content)}</p> : null;
    case "heading":
      return block.content?.length ? heading(block.attrs.level, block.content, place, key) : null;
    case "blockquote":
      return <blockquote key={key}>{nested(block.content, place)}</blockquote>;
    case "bulletList":
      return <ul key={key}>{items(block.content, place)}</ul>;
    case "orderedList":
      return (
        <ol key={key} start={block.attrs?.start}>
          {items(block.content, place)}
        </ol>
      );
    case "codeBlock":
      return code(block, key);
    case "image":
      return bodyPicture(block.attrs, key);
    case "horizontalRule":
      return <hr key={key} />;
  }
}

/** Code reads from the left in every language. */
function code({ content = [] }: Extract<Block, { type: "codeBlock" }>, key: number): ReactNode {
  const lines = content.map(({ text }) => text).join("");
  return lines.trim() === "" ? null : (
    <pre key={key} dir="ltr">
      <code>{lines}</code>
    </pre>
  );
}

function heading(level: 2 | 3, content: Inline[], place: Place, key: number): ReactNode {
  if (level === 2) place.hasUpperHeading = true;
  const Heading = level === 3 && place.hasUpperHeading ? "h3" : "h2";
  return <Heading key={key}>{inlines(content)}</Heading>;
}

function nested(content: Block[], place: Place): ReactNode[] {
  if (place.depth >= deepestNesting) return blocks(flatten(content), place);
  place.depth += 1;
  const inner = blocks(content, place);
  place.depth -= 1;
  return inner;
}

function items(list: ListItem[], place: Place): ReactNode[] {
  return list.map((item, i) => <li key={i}>{nested(item.content, place)}</li>);
}

/** Every block below, in order, without what held them; with its own stack, however deep the tree. */
function flatten(content: Block[]): Block[] {
  const flat: Block[] = [];
  const waiting: (Block | ListItem)[] = [...content].reverse();
  for (let block = waiting.pop(); block; block = waiting.pop()) {
    if (holdsBlocks(block)) waiting.push(...[...block.content].reverse());
    else flat.push(block);
  }
  return flat;
}

type Holder = Extract<Block | ListItem, { content: (Block | ListItem)[] }>;

function holdsBlocks(block: Block | ListItem): block is Holder {
  return ["blockquote", "bulletList", "orderedList", "listItem"].includes(block.type);
}

function bodyPicture({ src, alt, width, height }: BodyImage, key: number): ReactNode {
  return (
    <Picture key={key} path={src} alt={alt} width={width} height={height} sizes="(min-width: 45rem) 42rem, 94vw" />
  );
}

function inlines(content: Inline[]): ReactNode[] {
  return content.map((inline, i) => {
    if (inline.type === "hardBreak") return <br key={i} />;
    return <Text key={i} text={inline.text} marks={inline.marks ?? []} />;
  });
}

/** The marks around a piece of text, the first one outermost. */
function Text({ text, marks: [mark, ...rest] }: { text: string; marks: Mark[] }): ReactNode {
  if (!mark) return text;
  const inner = <Text text={text} marks={rest} />;
  if (mark.type === "bold") return <strong>{inner}</strong>;
  if (mark.type === "italic") return <em>{inner}</em>;
  return <SafeLink href={mark.attrs.href}>{inner}</SafeLink>;
}
