import type { Context } from "#app/context.server.ts";
import { chosenSections, type ChosenArticle } from "#app/models/issues/editing.server.ts";
import { isOpen, type Issue } from "#app/models/issues/issues.server.ts";
import { renderIssue, type RenderedIssue } from "#app/models/issues/rendering.server.ts";
import type { SectionsOf } from "#app/models/sections.ts";
import { issueEditorFrom, type IssueEditor } from "#app/models/sending/issueEditor.server.ts";
import { places, type CheckedPlace, type Found, type IssueCheck } from "./check.server.ts";
import { issueChecks, type IssueCheckName } from "./checks.server.ts";
import { clientScores, type ClientScore } from "./clients.server.ts";
import { gatherFacts } from "./facts.server.ts";
import { dismissalsOf, endDismissal, keepDismissal, subjectOf, type Dismissal } from "./overrides.server.ts";

/** Something that a check found, for the desk. `subject`: what a dismissal of it is kept by; `dismissed`: who did, and why. */
export type Finding = Omit<Found, "about"> &
  Pick<IssueCheck, "level"> & { check: IssueCheckName; subject: string; dismissed: Dismissal | null };

/**
 * The findings in the order in which a reader meets their places; places without any are left out, and the counts are
 * without the dismissed ones. `linksToCome`: links that have no answer yet; `clients`: how mail programs show the mail.
 */
export type Preflight = {
  places: { name: string; findings: Finding[] }[];
  blocking: number;
  advisory: number;
  linksToCome: number;
  clients: ClientScore[];
};

const inOrder = Object.keys(places) as CheckedPlace[];

/** Checks an issue as a whole. */
async function preflightOf(context: Context, rehearsed: RenderedIssue): Promise<Preflight> {
  const facts = await gatherFacts(context, rehearsed);
  const dismissals = await dismissalsOf(context, rehearsed.issue.id);
  const found = (Object.entries(issueChecks) as [IssueCheckName, IssueCheck][]).flatMap(([check, { find, ...is }]) =>
    find(facts).map((one) => {
      const { at, why, mend } = one;
      const subject = subjectOf(check, one);
      const dismissed = is.level === "advisory" ? (dismissals.get(`${check} ${subject}`) ?? null) : null;
      return { place: placeOf(is.place, at), check, level: is.level, at, why, mend, subject, dismissed };
    }),
  );
  const count = (wanted: Finding["level"]) => found.filter((one) => one.level === wanted && !one.dismissed).length;
  return {
    places: inOrder
      .map((place) => ({
        name: places[place],
        findings: found.filter((one) => one.place === place).map(({ place: _, ...finding }): Finding => finding),
      }))
      .filter(({ findings }) => findings.length > 0),
    blocking: count("blocking"),
    advisory: count("advisory"),
    linksToCome: [...facts.answers.values()].filter((answer) => answer === null).length,
    clients: clientScores(facts.tree),
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

/** An issue that is being made, for the desk's first page: `audience`: the readers who would get it now. */
export type IssueInTheMaking = {
  issue: Issue;
  sections: SectionsOf<ChosenArticle>;
  audience: number;
  preflight: Preflight;
};

/** Returns an issue that can still be changed, with what was found in it; null for any other. */
export async function issueInTheMaking(context: Context, number: number): Promise<IssueInTheMaking | null> {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed || !isOpen(rehearsed.issue)) return null;
  const { issue, audience } = rehearsed;
  const [sections, preflight] = [await chosenSections(context, issue), await preflightOf(context, rehearsed)];
  return { issue, sections, audience: audience.gets, preflight };
}

/** Checks an issue for the page before a send; null for one that is not there, or is on its way. */
export async function preflightByNumber(context: Context, number: number): Promise<Preflight | null> {
  const rehearsed = await renderIssue(context, number);
  return "error" in rehearsed || !isOpen(rehearsed.issue) ? null : preflightOf(context, rehearsed);
}

type DismissalFault = { error: "not-found" | "gone" | "blocking" };

/**
 * Dismisses a finding, or brings it back.
 * @param why in somebody's words; null to bring it back
 * @returns `blocking` for what prevents sending, which nobody can dismiss; `gone` for what is no longer found
 */
export async function dismissFinding(
  context: Context,
  number: number,
  { check, subject }: { check: string; subject: string },
  actor: string,
  why: string | null,
): Promise<{ done: true } | DismissalFault> {
  const rehearsed = await renderIssue(context, number);
  if ("error" in rehearsed || !isOpen(rehearsed.issue)) return { error: "not-found" };
  const which = { issueId: rehearsed.issue.id, number, check, subject };
  if (why === null) {
    await endDismissal(context, which, actor);
    return { done: true };
  }
  const findings = (await preflightOf(context, rehearsed)).places.flatMap((place) => place.findings);
  const found = findings.find((one) => one.check === check && one.subject === subject);
  if (!found) return { error: "gone" };
  if (found.level === "blocking") return { error: "blocking" };
  await keepDismissal(context, which, actor, why);
  return { done: true };
}
