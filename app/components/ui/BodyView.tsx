import { useContext, type ReactNode } from "react";
import { blockDirection } from "#app/i18n/direction.ts";
import { directionOf, type Direction } from "#app/i18n/languages.ts";
import type { Block, Body, BodyImage, Inline, ListItem, Mark } from "#app/models/body.server.ts";
import { Picture } from "./Picture.tsx";
import { SafeLink } from "./SafeLink.tsx";
import { SiteContext } from "./SiteContext.ts";

/** Deeper quotes and lists are written flat: nobody reads them, and deep recursion would overflow the stack. */
const deepestNesting = 12;

/**
 * Renders a body as web HTML, node by node, so that only known elements appear. A small heading without a larger one
 * before it moves up one level, so that no heading level is skipped. A block with another direction than its parent
 * gets a `dir`.
 */
export function BodyView({ body }: { body: Body }) {
  const direction = directionOf(useContext(SiteContext).language);
  return <>{blocks(body.content ?? [], { depth: 0, hasUpperHeading: false, direction })}</>;
}

type Place = { depth: number; hasUpperHeading: boolean; direction: Direction };

function blocks(list: Block[], place: Place): ReactNode[] {
  return list.map((block, i) => blockView(block, place, i));
}

function blockView(block: Block, place: Place, key: number): ReactNode {
  switch (block.type) {
    case "paragraph":
      return block.content?.length ? (
        <p key={key} dir={turned(block, place)}>
          {inlines(block.content)}
        </p>
      ) : null;
    case "heading":
      return block.content?.length ? heading(block.attrs.level, block.content, place, key, turned(block, place)) : null;
    case "blockquote":
      return (
        <blockquote key={key} dir={turned(block, place)}>
          {within(block, place, () => nested(block.content, place))}
        </blockquote>
      );
    case "bulletList":
      return (
        <ul key={key} dir={turned(block, place)}>
          {within(block, place, () => items(block.content, place))}
        </ul>
      );
    case "orderedList":
      return (
        <ol key={key} start={block.attrs?.start} dir={turned(block, place)}>
          {within(block, place, () => items(block.content, place))}
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

/** Returns a block's direction when it differs from its parent's. */
function turned(block: Block, { direction }: Place): Direction | undefined {
  const own = blockDirection(block, direction);
  return own === direction ? undefined : own;
}

function within(block: Block, place: Place, inner: () => ReactNode): ReactNode {
  const { direction } = place;
  place.direction = blockDirection(block, direction);
  const view = inner();
  place.direction = direction;
  return view;
}

/** Code is left-to-right in every language. */
function code({ content = [] }: Extract<Block, { type: "codeBlock" }>, key: number): ReactNode {
  const lines = content.map(({ text }) => text).join("");
  return lines.trim() === "" ? null : (
    <pre key={key} dir="ltr">
      <code>{lines}</code>
    </pre>
  );
}

function heading(level: 2 | 3, content: Inline[], place: Place, key: number, dir?: Direction): ReactNode {
  if (level === 2) place.hasUpperHeading = true;
  const Heading = level === 3 && place.hasUpperHeading ? "h3" : "h2";
  return (
    <Heading key={key} dir={dir}>
      {inlines(content)}
    </Heading>
  );
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

/** Returns every block below in order, without containers; with its own stack, for any depth. */
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

/** The marks around a text, outermost first. */
function Text({ text, marks: [mark, ...rest] }: { text: string; marks: Mark[] }): ReactNode {
  if (!mark) return text;
  const inner = <Text text={text} marks={rest} />;
  if (mark.type === "bold") return <strong>{inner}</strong>;
  if (mark.type === "italic") return <em>{inner}</em>;
  return <SafeLink href={mark.attrs.href}>{inner}</SafeLink>;
}
