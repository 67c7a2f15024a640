import { Fragment, useContext, type ReactNode } from "react";
import { blockDirection, dirOf } from "#app/i18n/direction.ts";
import { directionOf, type Direction } from "#app/i18n/languages.ts";
import type { Messages } from "#app/i18n/messages.ts";
import {
  deepestNesting,
  flattenDeep,
  type Block,
  type BlockOf,
  type BlockType,
  type Body,
  type ListItem,
} from "#app/models/body.ts";
import { shownChart } from "#app/models/charts.ts";
import { shownButton } from "#app/models/buttons.ts";
import { shownFigure } from "#app/models/figures.ts";
import { numberFootnotes } from "#app/models/footnotes.ts";
import { anchorName, headingRank, type HeadingLevel } from "#app/models/headings.ts";
import { shownCard } from "#app/models/linkCards.ts";
import { unmarkedText, type Inline, type Mark, type MarkOf, type MarkType } from "#app/models/marks.ts";
import { isTask } from "#app/models/tasks.ts";
import { shownTable, type ShownCell } from "#app/models/tables.ts";
import { BodyPartContext, type BodyPart } from "./BodyPartContext.ts";
import { ButtonLink, Callout, PullQuote, Sponsor } from "./boxes.tsx";
import { ChartFigure } from "./ChartFigure.tsx";
import { Figure, Gallery } from "./Figure.tsx";
import { FootnoteMark, Footnotes } from "./footnotes.tsx";
import { LinkedPage } from "./LinkedPage.tsx";
import { SafeLink } from "./SafeLink.tsx";
import { SiteContext } from "./SiteContext.ts";
import { useWords } from "./Words.tsx";

/**
 * Renders a body as web HTML, node by node, so that only known elements appear. A small heading without a larger one
 * before it moves up, so that no heading level is skipped. A block with another direction than its parent
 * gets a `dir`.
 */
export function BodyView({ body, part = only }: { body: Body; part?: BodyPart }) {
  const direction = directionOf(useContext(SiteContext).language);
  const words = useWords();
  const { body: numbered, notes } = numberFootnotes(body);
  return (
    <BodyPartContext.Provider value={part}>
      {blocks(numbered.content ?? [], {
        depth: 0,
        open: [],
        named: part.named ? new Set() : null,
        direction,
        words,
        below: part.below,
      })}
      <Footnotes notes={notes}>{(content) => inlines(content)}</Footnotes>
    </BodyPartContext.Provider>
  );
}

const only: BodyPart = { prefix: "", below: 0 };

/** `named`: the names of headings so far, that links lead to; null where they have none. */
type Place = {
  below: BodyPart["below"];
  depth: number;
  open: HeadingLevel[];
  named: Set<string> | null;
  direction: Direction;
  words: Messages;
};

/** Renders each kind of block; null for one that shows nothing. */
const views: { [T in BlockType]: (block: BlockOf<T>, place: Place) => ReactNode } = {
  paragraph: (block, place) =>
    block.content?.length ? <p dir={turned(block, place)}>{inlines(block.content)}</p> : null,
  heading: (block, place) => (block.content?.length ? heading(block, block.content, place) : null),
  blockquote: (block, place) => (
    <blockquote dir={turned(block, place)}>{within(block, place, () => nested(block.content, place))}</blockquote>
  ),
  bulletList: (block, place) => (
    <ul dir={turned(block, place)}>{within(block, place, () => items(block.content, place))}</ul>
  ),
  orderedList: (block, place) => (
    <ol start={block.attrs?.start === 1 ? undefined : block.attrs?.start} dir={turned(block, place)}>
      {within(block, place, () => items(block.content, place))}
    </ol>
  ),
  codeBlock: code,
  image: (block) => <Figure image={block.attrs} shown={shownFigure(block)} />,
  horizontalRule: () => <hr />,
  table,
  button: (block) => {
    const shown = shownButton(block);
    return shown && <ButtonLink {...shown} />;
  },
  callout: (block, place) => (
    <Callout kind={block.attrs.kind} dir={turned(block, place)}>
      {within(block, place, () => nested(block.content, place))}
    </Callout>
  ),
  gallery: ({ attrs, content = [] }, place) =>
    content.length > 0 && <Gallery caption={attrs.caption.trim()}>{blocks(content, place)}</Gallery>,
  pullQuote: (block, place) => (
    <PullQuote by={block.attrs.by.trim()} dir={turned(block, place)}>
      {within(block, place, () => nested(block.content, place))}
    </PullQuote>
  ),
  chart: (block, place) => {
    const shown = shownChart(block);
    return shown && <ChartFigure {...shown}>{table({ type: "table", ...shown.table }, place)}</ChartFigure>;
  },
  linkCard: (block) => {
    const shown = shownCard(block);
    return shown && <LinkedPage {...shown} />;
  },
  sponsor: (block, place) => (
    <Sponsor name={block.attrs.name.trim()} dir={turned(block, place)}>
      {within(block, place, () => nested(block.content, place))}
    </Sponsor>
  ),
};

function blocks(list: Block[], place: Place): ReactNode[] {
  return list.map((block, i) => <Fragment key={i}>{viewOf(block, place)}</Fragment>);
}

function viewOf<T extends BlockType>(block: BlockOf<T>, place: Place): ReactNode {
  return views[block.type](block, place);
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
function code({ content = [] }: BlockOf<"codeBlock">): ReactNode {
  const lines = content.map(({ text }) => text).join("");
  return lines.trim() === "" ? null : (
    <pre dir="ltr">
      <code>{lines}</code>
    </pre>
  );
}

/** It scrolls by itself where it is too wide, also by keyboard. */
function table(block: BlockOf<"table">, place: Place): ReactNode {
  const { caption, header, rows } = shownTable(block);
  return (
    <figure dir={turned(block, place)}>
      {caption && <figcaption dir={dirOf(caption, place.direction)}>{caption}</figcaption>}
      {within(block, place, () => (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        <div className="table-scroll" role="region" aria-label={caption || place.words("article.table")} tabIndex={0}>
          <table>
            {header && (
              <thead>
                <tr>{header.map((cell, i) => cellView(cell, "col", place, i))}</tr>
              </thead>
            )}
            <tbody>
              {rows.map((row, i) => (
                <tr key={i}>{row.map((cell, column) => cellView(cell, "row", place, column))}</tr>
              ))}
            </tbody>
          </table>
        </div>
      ))}
    </figure>
  );
}

function cellView(
  { align, isHeader, isNumber, inlines: content }: ShownCell,
  scope: "col" | "row",
  place: Place,
  key: number,
) {
  const dir = turned({ type: "paragraph", content }, place);
  const style = align ? { textAlign: align } : undefined;
  if (!isHeader)
    return (
      <td key={key} dir={dir} style={style} className={isNumber ? "number" : undefined}>
        {inlines(content)}
      </td>
    );
  return (
    <th key={key} scope={scope} dir={dir} style={style}>
      {inlines(content)}
    </th>
  );
}

function heading(block: BlockOf<"heading">, content: Inline[], place: Place): ReactNode {
  const Heading = (["h2", "h3", "h4", "h5"] as const)[headingRank(place.open, block.attrs.level) - 1 + place.below]!;
  return (
    <Heading id={nameOf(content, place)} dir={turned(block, place)}>
      {inlines(content)}
    </Heading>
  );
}

/** The first of several headings with the same words has the name. */
function nameOf(content: Inline[], { named }: Place): string | undefined {
  const name = anchorName(unmarkedText(content, " "));
  if (!named || name === "" || named.has(name)) return undefined;
  named.add(name);
  return name;
}

function nested(content: Block[], place: Place): ReactNode[] {
  if (place.depth >= deepestNesting) return blocks(flattenDeep(content), place);
  place.depth += 1;
  const inner = blocks(content, place);
  place.depth -= 1;
  return inner;
}

function items(list: ListItem[], place: Place): ReactNode[] {
  return list.map((item, i) => (
    <li key={i} className={isTask(item) ? "task" : undefined}>
      {nested(item.content, place)}
    </li>
  ));
}

function inlines(content: Inline[]): ReactNode[] {
  return content.map((inline, i) => {
    if (inline.type === "hardBreak") return <br key={i} />;
    if (inline.type === "footnote") return inline.number && <FootnoteMark key={i} number={inline.number} />;
    return <Text key={i} text={inline.text} marks={inline.marks ?? []} />;
  });
}

/** The marks around a text, outermost first. */
function Text({ text, marks: [mark, ...rest] }: { text: string; marks: Mark[] }): ReactNode {
  if (!mark) return text;
  return markViewOf(mark, <Text text={text} marks={rest} />);
}

const markViews: { [T in MarkType]: (inner: ReactNode, mark: MarkOf<T>) => ReactNode } = {
  link: (inner, { attrs: { href } }) => <SafeLink href={href}>{inner}</SafeLink>,
  bold: (inner) => <strong>{inner}</strong>,
  italic: (inner) => <em>{inner}</em>,
  strike: (inner) => <s>{inner}</s>,
  superscript: (inner) => <sup>{inner}</sup>,
  subscript: (inner) => <sub>{inner}</sub>,
  code: (inner) => <code dir="ltr">{inner}</code>,
};

function markViewOf<T extends MarkType>(mark: MarkOf<T>, inner: ReactNode): ReactNode {
  return markViews[mark.type](inner, mark);
}
