import { createHash, randomBytes } from "node:crypto";
import type { Context } from "#app/context.server.ts";
import { buttonLacks, lacksOf } from "#app/models/articles/articles.server.ts";
import { nobodysAnswersUrl } from "#app/models/feedback/questions.server.ts";
import { isSafeLink } from "#app/models/marks.ts";
import type { IssueItem, IssuePoll } from "#app/models/sections.ts";
import { isProviderDomain } from "#app/models/mailboxProviders.server.ts";
import { getBriefing, type Briefing } from "#app/models/briefing.server.ts";
import { weighedHtml } from "#app/models/clicks/countedCut.server.ts";
import { countingOf, type ListCounting } from "#app/models/clicks/counting.server.ts";
import { audienceOf, type Audience } from "#app/models/deliveries/recipients.server.ts";
import { wordSegmentLack } from "#app/models/segments/rules.server.ts";
import { probeDkim } from "#emails/dkim/probe.server.ts";
import { subjectFault } from "#emails/message/headers.server.ts";
import type { FrozenEdition } from "#emails/message/issueMessage.server.ts";
import { fillEdition, renderEdition, sizeLimits, type Rendered } from "#emails/render/edition.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import { issueContent } from "./editions.server.ts";
import { issueByNumber, type Issue } from "./issues.server.ts";
import { subjectsOf } from "./subjectPlan.ts";

/**
 * A fault that prevents sending. `why`: a sentence of who finds it, like the key's probe. `rehearsal`: that many
 * `messages` cannot be written, the first for that `email`.
 */
export type IssueFault =
  | { error: "no-articles" | "no-subject" | "reply-subject" | "no-postal-address" | "provider-address" }
  | { error: "unfit-subject" | "cannot-sign" | "away"; why: string }
  | { error: "complaints"; complaints: number; accepted: number }
  | { error: "no-readers"; list: string }
  /** Nobody of the list is in its segment; or nobody can be judged by it, as sentences `why` say. */
  | { error: "nobody-fits"; list: string; segment: string }
  | { error: "segment-unfit"; segment: string; why: string }
  | { error: "no-image-alt"; headline: string }
  /** `why`: what it lacks, in sentences. */
  | { error: "unfinished-article"; headline: string; why: string }
  /** `in`: a text of the issue's own, or a section by its number from 1; `why`: what it lacks, in sentences. */
  | { error: "unfinished-intro"; in: "intro" | "outro" | number; heading: string; why: string }
  /** `section` and `place` in it count from 1. */
  | { error: "unfinished-item"; section: number; place: number; text: string; lack: ItemLack }
  | { error: "too-large"; kilobytes: number }
  /** `until` and `at`, when the issue would go out, are words; `at` is null for now. */
  | { error: "embargo"; headline: string; until: string; at: string | null }
  /** `last` wrote last; `isYou`: it is who asks, else a script that names no account; `who`: those who may approve. */
  | { error: "four-eyes"; last: string; of: "you" | "script" | "own-approval" | "nameless-approval"; who: string[] }
  | { error: "rehearsal"; messages: number; email: string; reason: string }
  /** A tried subject, by its number from 2 on, and what is wrong with it; null for the whole test. */
  | { error: "subject-test"; subject: number | null; why: string };

/**
 * The lack of a short item: its words, all of it, or a link that leads somewhere. Of a poll: its question, two answers, or
 * answers that differ.
 */
export type ItemLack = "words" | "everything" | "link" | "question" | "answers" | "twice";

/** Checks the rules for sending an issue. Pure, so that desk, script and the sending transaction agree. */
export function issueFaults(briefing: Briefing, issue: Issue, audience: number, rendered?: Rendered): IssueFault[] {
  const faults: IssueFault[] = [];
  if (issue.sections.every(({ pieces }) => pieces.length === 0)) faults.push({ error: "no-articles" });
  if (!issue.subject) faults.push({ error: "no-subject" });
  const unfit = issue.subject && subjectFault(issue.subject);
  if (unfit) faults.push({ error: "unfit-subject", why: unfit });
  if (isReply(issue.subject)) faults.push({ error: "reply-subject" });
  faults.push(...planFaults(issue));
  if (!briefing.postalAddress.trim()) faults.push({ error: "no-postal-address" });
  if (isProviderDomain(briefing.fromAddress)) faults.push({ error: "provider-address" });
  if (audience === 0) faults.push(nobodyFault(issue));
  for (const article of issue.articles) {
    const { image, imageAlt, headline } = article;
    if (image && !imageAlt) faults.push({ error: "no-image-alt", headline });
    const why = lacksOf(article).join(" ");
    if (why) faults.push({ error: "unfinished-article", headline, why });
  }
  faults.push(...textFaults(issue), ...itemFaults(issue));
  if (rendered && rendered.htmlBytes > sizeLimits.refuse)
    faults.push({ error: "too-large", kilobytes: Math.round(rendered.htmlBytes / 1024) });
  return faults;
}

function isReply(subject: string): boolean {
  return /^(re|fwd?|aw|wg)\s*:/i.test(subject);
}

/** Each tried subject has to be one that could go to everybody, and another than those before it. */
function planFaults(issue: Issue): IssueFault[] {
  const all = subjectsOf(issue);
  return all.slice(1).flatMap((subject, i): IssueFault[] => {
    const why = isReply(subject)
      ? "begins like an answer to somebody (Re:, Fwd:); mail providers refuse that."
      : subject === ""
        ? "is empty: write it, or take it out."
        : all.slice(0, i + 1).includes(subject)
          ? "is the same as another: there is nothing to compare."
          : subjectFault(subject);
    return why ? [{ error: "subject-test", subject: i + 2, why }] : [];
  });
}

function nobodyFault({ list, segment }: Issue): IssueFault {
  if (!segment) return { error: "no-readers", list: list.name };
  if (segment.lacks.length === 0) return { error: "nobody-fits", list: list.name, segment: segment.name };
  return { error: "segment-unfit", segment: segment.name, why: segment.lacks.map(wordSegmentLack).join(" ") };
}

function textFaults({ intro, sections, outro }: Issue): IssueFault[] {
  const texts = [
    { in: "intro" as const, heading: "", text: intro },
    ...sections.map(({ heading, text }, i) => ({ in: i + 1, heading, text })),
    { in: "outro" as const, heading: "", text: outro },
  ];
  return texts.flatMap(({ text, ...where }) => {
    const why = buttonLacks(text).join(" ");
    return why ? [{ error: "unfinished-intro" as const, ...where, why }] : [];
  });
}

function itemFaults({ sections }: Issue): IssueFault[] {
  return sections.flatMap(({ pieces }, i) =>
    pieces.flatMap((piece, at): IssueFault[] => {
      if (piece.kind === "article") return [];
      const [text, lack] = piece.kind === "item" ? [piece.text, itemLack(piece)] : [piece.question, pollLack(piece)];
      return lack ? [{ error: "unfinished-item", section: i + 1, place: at + 1, text, lack }] : [];
    }),
  );
}

function itemLack({ text, url, source }: IssueItem): ItemLack | null {
  if (text.trim() === "") return url === "" && source === "" ? "everything" : "words";
  return url !== "" && !isSafeLink(url) ? "link" : null;
}

function pollLack({ question, answers }: IssuePoll): ItemLack | null {
  if (question.trim() === "") return "question";
  if (answers.length < 2 || answers.some((answer) => answer.trim() === "")) return "answers";
  return new Set(answers).size < answers.length ? "twice" : null;
}

/** An issue rendered as it would be sent now, with the faults that prevent it. */
export type RenderedIssue = {
  briefing: Briefing;
  issue: Issue;
  audience: Audience;
  content: IssueContent;
  rendered: Rendered;
  /** Random, so that the markers in `rendered` cannot be guessed. */
  markerKey: string;
  faults: IssueFault[];
  /** The things that its list counts now. */
  counting: ListCounting;
  /** A hash of everything that the mail shows, of the list, its counting and the segment; it differs after any change. */
  fingerprint: string;
};

/** Renders an issue without sending it; preview, test send and send begin with this. */
export async function renderIssue(
  context: Context,
  number: number,
): Promise<RenderedIssue | { error: "not-found" | "not-set-up" }> {
  const briefing = await getBriefing(context);
  if (!briefing) return { error: "not-set-up" };
  const issue = await issueByNumber(context, number);
  if (!issue) return { error: "not-found" };
  const audience = await audienceOf(context, { id: issue.id, listId: issue.list.id });
  const markerKey = randomBytes(16).toString("hex");
  const content = issueContent(context, briefing, issue, issue.sendingAt ?? context.clock());
  const counting = await countingOf(context, issue.list.id);
  const rendered = await renderEdition(
    context.templates,
    content,
    markerKey,
    asSent(context, number, counting, markerKey),
  );
  const faults = [
    ...issueFaults(briefing, issue, audience.gets, rendered),
    ...uncountedFaults(issue, counting),
    ...(await signingFaults(context, briefing)),
  ];
  const fingerprint = fingerprintOf(context, briefing, issue, counting);
  return { briefing, issue, audience, content, rendered, markerKey, faults, counting, fingerprint };
}

/** Returns how readers get the HTML where it weighs more: with counted links. */
function asSent(context: Context, number: number, { clicks }: ListCounting, marker_key: string) {
  return clicks === null ? undefined : (html: string) => weighedHtml(context, { html, marker_key, number });
}

/** Clicks that nobody counts decide nothing. */
function uncountedFaults({ subjectPlan, list }: Issue, counting: RenderedIssue["counting"]): IssueFault[] {
  if (subjectPlan?.decides !== "clicks" || counting.clicks !== null) return [];
  const why = `Clicks are to decide between the subjects, and “${list.name}” counts none: let replies or a person decide, or have them counted.`;
  return [{ error: "subject-test", subject: null, why }];
}

/** Renders an issue once for each subject that it is tried with, its own first; none for an issue with one subject. */
export async function renderSubjects(context: Context, rehearsed: RenderedIssue): Promise<RenderedIssue[]> {
  if (!rehearsed.issue.subjectPlan) return [];
  const { counting, issue } = rehearsed;
  const all: RenderedIssue[] = [];
  for (const subject of subjectsOf(issue)) {
    const [markerKey, content] = [randomBytes(16).toString("hex"), { ...rehearsed.content, subject }];
    const sentAs = asSent(context, issue.number, counting, markerKey);
    const rendered = await renderEdition(context.templates, content, markerKey, sentAs);
    all.push({ ...rehearsed, issue: { ...rehearsed.issue, subject }, content, rendered, markerKey });
  }
  return all;
}

/** A key that cannot sign stops the send: unsigned mail would be refused without a visible reason (D-03). */
async function signingFaults(context: Context, briefing: Briefing): Promise<IssueFault[]> {
  const why = await probeDkim(context.dkim, briefing.fromAddress);
  return why ? [{ error: "cannot-sign", why }] : [];
}

/** Returns the edition that a send would freeze now. */
export function unfrozen(rehearsed: RenderedIssue): FrozenEdition {
  return { number: rehearsed.issue.number, ...editionFields(rehearsed) };
}

export function editionFields({ briefing, issue, rendered, markerKey }: RenderedIssue) {
  return {
    subject: issue.subject,
    from_name: briefing.fromName,
    from_address: briefing.fromAddress,
    reply_to: briefing.replyTo,
    list_slug: issue.list.slug,
    list_name: issue.list.name,
    segment_name: issue.segment?.name ?? null,
    segment_words: issue.segment?.words ?? null,
    language: briefing.language,
    html: rendered.html,
    text: rendered.text,
    marker_key: markerKey,
  };
}

/** Returns one reader's copy of the mail, for the preview. */
export function sampleCopy(
  context: Context,
  { rendered, markerKey }: RenderedIssue,
  reader: { name: string; email: string },
): { html: string; text: string } {
  return fillEdition(
    { ...rendered, marker_key: markerKey },
    {
      ...reader,
      unsubscribeUrl: `${context.config.appUrl}/unsubscribe`,
      preferencesUrl: `${context.config.appUrl}/reader`,
      shareUrl: `${context.config.appUrl}/subscribe`,
      answersUrl: nobodysAnswersUrl(context),
    },
  );
}

/** Checks inside a transaction whether anything that the mail shows has changed since the rendering, or an embargo. */
export async function isStillTheSame(context: Context, { issue, fingerprint }: RenderedIssue): Promise<boolean> {
  const [briefingNow, issueNow] = [await getBriefing(context), await issueByNumber(context, issue.number)];
  if (!briefingNow || !issueNow || embargoesOf(issueNow) !== embargoesOf(issue)) return false;
  const counting = await countingOf(context, issueNow.list.id);
  return fingerprintOf(context, briefingNow, issueNow, counting) === fingerprint;
}

function embargoesOf({ articles }: Issue): string {
  return articles.map(({ embargo }) => embargo).join();
}

function fingerprintOf(context: Context, briefing: Briefing, issue: Issue, counting: ListCounting): string {
  const shown = [
    briefing,
    issueContent(context, briefing, issue, 0),
    issue.list,
    ...(issue.segment ? [issue.segment] : []),
    ...(issue.subjectPlan ? [issue.subjectPlan] : []),
    ...(counting.clicks === null ? [] : ["clicks"]),
    ...(counting.opens === null ? [] : ["opens"]),
  ];
  return createHash("sha256").update(JSON.stringify(shown)).digest("hex");
}

export type IssueSize = { kb: number; warn: number; refuse: number };
/** Compares the mail's size with its limits (E-10), in KB. */
export function issueSize(htmlBytes: number): IssueSize {
  const kb = (bytes: number) => Math.round(bytes / 1024);
  return { kb: kb(htmlBytes), warn: kb(sizeLimits.warn), refuse: kb(sizeLimits.refuse) };
}
