import type { Context } from "#app/context.server.ts";
import { isOpen } from "#app/models/issues/issues.server.ts";
import { renderIssue, type RenderedIssue } from "#app/models/issues/rendering.server.ts";
import { issueEditorFrom, type IssueEditor } from "#app/models/sending/issueEditor.server.ts";
import { places, type CheckedPlace, type Found, type IssueCheck } from "./check.server.ts";
import { issueChecks, type IssueCheckName } from "./checks.server.ts";
import { gatherFacts } from "./facts.server.ts";

/** Something that a check found, for the desk. */
export type Finding = Omit<Found, "about"> & Pick<IssueCheck, "level"> & { check: IssueCheckName };

/** The findings in the order in which a reader meets their places; places without any are left out. */
export type Preflight = { places: { name: string; findings: Finding[] }[]; blocking: number; advisory: number };

const inOrder = Object.keys(places) as CheckedPlace[];

/** Checks an issue as a whole. */
async function preflightOf(context: Context, rehearsed: RenderedIssue): Promise<Preflight> {
  const facts = await gatherFacts(context, rehearsed);
  const found = (Object.entries(issueChecks) as [IssueCheckName, IssueCheck][]).flatMap(([check, { find, ...is }]) =>
    find(facts).map(({ at, why, mend }) => ({ place: placeOf(is.place, at), check, level: is.level, at, why, mend })),
  );
  const level = (wanted: Finding["level"]) => found.filter((one) => one.level === wanted).length;
  return {
    places: inOrder
      .map((place) => ({
        name: places[place],
        findings: found.filter((one) => one.place === place).map(({ place: _, ...finding }): Finding => finding),
      }))
      .filter(({ findings }) => findings.length > 0),
    blocking: level("blocking"),
    advisory: level("advisory"),
  };
}

/** A word is found wherever it stands: that of the subject belongs to the inbox line. */
function placeOf(place: CheckedPlace, { kind }: Found["at"]): CheckedPlace {
  if (place !== "pieces") return place;
  return kind === "subject" || kind === "preheader"
    ? "inboxLine"
    : kind === "intro"
      ? "head"
      : kind === "outro"
        ? "foot"
        : place;
}

/** A draft issue at the desk with its checks. */
export type CheckedIssue = IssueEditor & { preflight: Preflight };

export async function checkedIssue(
  context: Context,
  number: number,
): Promise<CheckedIssue | { error: "not-found" | "not-set-up" | "already-sent" }> {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed) return rehearsed;
  if (!isOpen(rehearsed.issue)) return { error: "already-sent" };
  const [editor, preflight] = [await issueEditorFrom(context, rehearsed), await preflightOf(context, rehearsed)];
  return { ...editor, preflight };
}

/** Checks an issue for the page before a send; null for one that is not there, or is on its way. */
export async function preflightByNumber(context: Context, number: number): Promise<Preflight | null> {
  const rehearsed = await renderIssue(context, number);
  return "error" in rehearsed || !isOpen(rehearsed.issue) ? null : preflightOf(context, rehearsed);
}
