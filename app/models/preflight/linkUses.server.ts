import { flatten, type Block, type Body } from "#app/models/body.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { isSafeLink, unmarkedText, type Inline } from "#app/models/marks.ts";
import { itemSpot, type FindingSpot } from "./spots.server.ts";

/** A link that readers see. `words`: its text; `isMailed`: it stands in the mail itself. */
export type LinkUse = { at: FindingSpot; href: string; words: string; isMailed: boolean };

/** Returns all links of an issue's own texts, in order; those of the mail's frame are not the editors'. */
export function linksOf(issue: Issue): LinkUse[] {
  return [
    ...bodyLinks(issue.intro, { kind: "intro" }, true),
    ...issue.sections.flatMap(({ heading, text, pieces }, i) => [
      ...bodyLinks(text, { kind: "section", id: i + 1, words: heading }, true),
      ...pieces.flatMap((piece, at) => pieceLinks(piece, i, at)),
    ]),
    ...bodyLinks(issue.outro, { kind: "outro" }, true),
  ];
}

/** A link that is none is a fault of its item, and of nothing else. */
function pieceLinks(piece: Issue["sections"][number]["pieces"][number], section: number, index: number): LinkUse[] {
  if (piece.kind === "poll") return [];
  if (piece.kind === "item") {
    if (!isSafeLink(piece.url)) return [];
    return [{ at: itemSpot(section, index, piece), href: piece.url, words: piece.text, isMailed: true }];
  }
  const { id, headline, body, sources, display } = piece;
  const at: FindingSpot = { kind: "article", id, words: headline };
  const isMailed = display === "full";
  const named = sources.map(({ title, url }): LinkUse => ({ at, href: url, words: title, isMailed }));
  return [...bodyLinks(body, at, isMailed), ...named];
}

function bodyLinks(body: Body, at: FindingSpot, isMailed: boolean): LinkUse[] {
  return flatten(body.content ?? []).flatMap((block) =>
    blockLinks(block).map((link): LinkUse => ({ at, isMailed, ...link })),
  );
}

function blockLinks(block: Block): Pick<LinkUse, "href" | "words">[] {
  if (block.type === "button") return [{ href: block.attrs.href, words: block.attrs.label }];
  if (block.type === "linkCard") return [{ href: block.attrs.href, words: block.attrs.title }];
  if (block.type === "image") return block.attrs.href ? [{ href: block.attrs.href, words: block.attrs.alt }] : [];
  if (block.type !== "paragraph" && block.type !== "heading") return [];
  return inlineLinks(block.content ?? []);
}

/** Neighbours with one address are one link, whatever other marks a part of them has. */
function inlineLinks(inlines: Inline[]): Pick<LinkUse, "href" | "words">[] {
  const runs: { href: string | null; inlines: Inline[] }[] = [];
  const all = inlines.flatMap((inline) =>
    inline.type === "footnote" ? [inline, ...(inline.content ?? [])] : [inline],
  );
  for (const inline of all) {
    const href = inline.marks?.find((mark) => mark.type === "link")?.attrs.href ?? null;
    const last = runs.at(-1);
    if (last && last.href === href) last.inlines.push(inline);
    else runs.push({ href, inlines: [inline] });
  }
  return runs.flatMap(({ href, inlines }) =>
    href === null ? [] : [{ href, words: unmarkedText(inlines, " ").trim() }],
  );
}
