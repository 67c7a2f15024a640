import { randomBytes } from "node:crypto";
import { inTransaction, type Context } from "#app/context.server.ts";
import type { Body } from "#app/models/body.ts";
import { compareLines, linesOf, plainLines, type ComparedLine, type DifferentLine } from "#app/models/differences.ts";
import { comparedRevisions, revisionOf, type RevisionList } from "#app/models/revisions.server.ts";
import { articlesIn, type IssueItem, type IssuePoll } from "#app/models/sections.ts";
import type { IssueInput } from "./issueInput.server.ts";
import { saveIssue, wholeInput, type Issue } from "./issues.server.ts";

/** The parts of an issue that a difference can be in. */
type IssuePart = "subject" | "preheader" | "list" | "intro" | "articles" | "outro";

export type IssueDifference = { parts: { part: IssuePart; lines: DifferentLine[] }[] };

/**
 * Returns an issue's revisions, and how one differs from the one before it.
 * @param shown the id of that one; by default the newest
 * @param before only revisions with a smaller id
 */
export async function issueRevisions(
  context: Context,
  { id }: Pick<Issue, "id">,
  shown?: number,
  before?: number,
): Promise<RevisionList<IssueDifference>> {
  const sheet = { kind: "issue" as const, subject: id };
  return comparedRevisions<IssueInput, IssueDifference>(context, sheet, { shown, before }, textOf, (was, is) =>
    differenceBetween(context, was, is),
  );
}

async function differenceBetween(context: Context, was: IssueInput | null, is: IssueInput): Promise<IssueDifference> {
  const [former, present] = [was ? await partsOf(context, was) : null, await partsOf(context, is)];
  const parts = (Object.keys(present) as IssuePart[])
    .map((part) => ({ part, lines: compareLines(former?.[part] ?? [], present[part]) }))
    .filter(({ lines }) => lines.some(({ kind }) => kind !== "same"));
  return { parts };
}

/** Every word of an issue that is not an article's. */
function textOf(input: IssueInput): string {
  const { subject, preheader, intro, outro, sections } = wholeInput(input);
  const words = (body: Body) => linesOf(body).map(({ text }) => text);
  const inSections = sections.flatMap(({ heading, text, pieces }) => [
    heading,
    ...words(text),
    ...pieces.flatMap((piece) => (piece.kind === "article" ? [] : [wordsOfItem(piece)])),
  ]);
  return [subject, preheader, ...words(intro), ...inSections, ...words(outro)].join("\n");
}

function wordsOfItem(piece: IssueItem | IssuePoll): string {
  if (piece.kind === "item") return [piece.text, piece.url, piece.source].filter(Boolean).join(" · ");
  const { question, answers, days, shown } = piece;
  return [`Poll: ${question}`, ...answers, `${days} d`, ...(shown ? ["shown"] : [])].join(" · ");
}

const shownAs = { summary: "", full: " (in full)", headline: " (headline only)" };

async function partsOf(context: Context, input: IssueInput): Promise<Record<IssuePart, ComparedLine[]>> {
  const issue = wholeInput(input);
  const ids = articlesIn(issue.sections).map(({ id }) => id);
  const found = ids.length
    ? await context.db.selectFrom("articles").select(["id", "headline"]).where("id", "in", ids).execute()
    : [];
  const list = await context.db.selectFrom("lists").select("name").where("id", "=", issue.listId).executeTakeFirst();
  const segment =
    issue.segmentId &&
    (await context.db.selectFrom("segments").select("name").where("id", "=", issue.segmentId).executeTakeFirst());
  const headline = (id: number) => found.find((one) => one.id === id)?.headline || `#${id}`;
  return {
    subject: plainLines([issue.subject]),
    preheader: plainLines([issue.preheader]),
    list: plainLines([list?.name ?? `#${issue.listId}`, segment ? `Segment: ${segment.name}` : ""]),
    intro: linesOf(issue.intro),
    articles: issue.sections.flatMap(({ heading, text, rule, pieces }) => [
      ...plainLines([heading && `§ ${heading}`, rule ? `§ ${rule.count} × ${rule.topic}` : ""]),
      ...linesOf(text).filter((line) => line.text !== ""),
      ...pieces.map((piece) =>
        piece.kind !== "article"
          ? { key: JSON.stringify(piece), text: wordsOfItem(piece) }
          : { key: `${piece.id} ${piece.display}`, text: headline(piece.id) + shownAs[piece.display] },
      ),
    ]),
    outro: linesOf(issue.outro),
  };
}

/** Brings a revision back as a new one, which can be taken back in the same way. @param actor who restores */
export async function restoreIssue(context: Context, actor: string, issue: Issue, revision: number) {
  return inTransaction(context, async (context) => {
    const found = await revisionOf<IssueInput>(context, { kind: "issue", subject: issue.id }, revision);
    if (!found) return { error: "gone" as const };
    const tab = { tab: randomBytes(16).toString("hex"), step: 1 };
    return saveIssue(context, issue.number, issue.version, found.content, actor, tab, revision);
  });
}
