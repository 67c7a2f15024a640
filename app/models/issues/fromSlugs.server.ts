import type { Context } from "#app/context.server.ts";
import { bodyFromMarkdown, type MarkdownFault } from "#app/models/markdown.server.ts";
import { namedList, type UnknownList } from "#app/models/readers/lists.server.ts";
import { segmentNamed } from "#app/models/segments/segments.server.ts";
import { beginIssue } from "./beginnings.server.ts";
import { issueSchema } from "./issueInput.server.ts";
import { issueByNumber } from "./issues.server.ts";
import {
  orderedSections,
  slugsOf,
  type DisplayFault,
  type OrderedPiece,
  type OrderedSectionFault,
} from "./orderedSections.server.ts";
import { standingOf, type StandingParts } from "./templates.server.ts";

/**
 * A script's order for an issue: slugs in the order of the articles; `intro` is Markdown. An article is `SLUG`,
 * `SLUG:full`, `SLUG:summary` or `SLUG:headline`. `show` is the display of articles without one, or a list of `SLUG:full` separated by
 * commas.
 */
type IssueOrder = {
  /** Where there is none, that of the issue that it is like. */
  list?: string;
  /** The number of an issue whose sections and standing texts it begins with; the articles stand in the first section. */
  like?: number;
  /** Where there is none, the pattern of the issue that it is like. */
  subject?: string;
  preheader: string;
  intro: string;
  articles: string[];
  /** The name of a segment of its list’s readers. */
  segment?: string | undefined;
  show?: string;
  /** In the place of `articles` and `like`: what a file says of the sections, read as JSON. */
  sections?: unknown;
};

/** A fault of an order; `option`: of the script, or the field. */
export type OrderFault =
  | UnknownList
  | { error: "intro"; fault: MarkdownFault }
  | { error: "no-issue"; number: number }
  | { error: "no-segment"; name: string }
  | OrderedSectionFault
  | { error: "no-article"; slug: string }
  | DisplayFault
  /** `why`: in the words of the issue's form. */
  | { error: "invalid"; option: string; why: string };

/**
 * @param by who orders it, for the log
 * @returns the number of the new draft, or every fault of the order; `malformed`: invalid whatever the database holds
 */
export async function composeIssue(
  context: Context,
  order: IssueOrder,
  by: string,
): Promise<{ number: number } | { error: "faults" | "malformed"; faults: OrderFault[] }> {
  const faults: OrderFault[] = [];
  const former = order.like === undefined ? null : ((await issueByNumber(context, order.like)) ?? null);
  if (order.like !== undefined && !former) faults.push({ error: "no-issue", number: order.like });
  const list = order.list === undefined ? (former?.list ?? null) : await namedList(context, order.list);
  if (list && "error" in list) faults.push(list);
  const segmentId = await segmentOf(context, order, faults);
  const intro = bodyFromMarkdown(order.intro);
  if ("error" in intro) faults.push({ error: "intro", fault: intro });
  const ordered = orderedSections(order);
  faults.push(...ordered.faults);
  const ids = await articleIds(context, slugsOf(ordered.sections));
  for (const slug of slugsOf(ordered.sections)) if (!ids.has(slug)) faults.push({ error: "no-article", slug });
  if (!list || "error" in list || "error" in intro || faults.length > 0)
    return { error: ordered.faults.length > 0 ? "malformed" : "faults", faults };
  const given = ordered.sections.map((section) => ({
    ...section,
    pieces: section.pieces.map((piece) => placed(piece, ids)),
  }));
  const inputOf = (standing: StandingParts | null) => ({
    ...{ listId: list.id, preheader: order.preheader, intro: intro.body, outro: standing?.outro, segmentId },
    subject: order.subject ?? standing?.subject ?? "",
    sections: standing
      ? [{ ...standing.sections[0]!, pieces: given[0]!.pieces }, ...standing.sections.slice(1)]
      : given,
  });
  const input = issueSchema.safeParse(inputOf(former && standingOf(former)));
  if (!input.success)
    return {
      error: "malformed",
      faults: input.error.issues.map(({ path, message: why }) => ({ error: "invalid", option: String(path[0]), why })),
    };
  const beginning = former ? ({ from: "issue", number: former.number } as const) : ({ from: "empty" } as const);
  const more = (standing: StandingParts | null) => issueSchema.parse(inputOf(standing));
  return { number: await beginIssue(context, list.id, beginning, by, { more }) };
}

async function segmentOf(
  context: Context,
  { segment: name }: IssueOrder,
  faults: OrderFault[],
): Promise<number | null> {
  if (name === undefined) return null;
  const id = await segmentNamed(context, name);
  if (id === null) faults.push({ error: "no-segment", name });
  return id;
}

function placed(piece: OrderedPiece, ids: Map<string, number>) {
  return "slug" in piece
    ? { kind: "article", id: ids.get(piece.slug), display: piece.display }
    : { kind: "item", ...piece };
}

/** Returns the ids of articles by their slugs. */
async function articleIds(context: Context, slugs: string[]): Promise<Map<string, number>> {
  if (slugs.length === 0) return new Map();
  const rows = await context.db.selectFrom("articles").select(["slug", "id"]).where("slug", "in", slugs).execute();
  return new Map(rows.map((row) => [row.slug, row.id]));
}
