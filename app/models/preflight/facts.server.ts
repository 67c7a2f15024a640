import type { Context } from "#app/context.server.ts";
import { checkLevelsOf } from "#app/models/articles/checks.server.ts";
import type { Briefing } from "#app/models/briefing.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { runsOfArticles } from "#app/models/issues/ran.server.ts";
import type { RenderedIssue } from "#app/models/issues/rendering.server.ts";
import { articlesIn, sectionsOf } from "#app/models/sections.ts";
import { departureTime } from "#app/models/sending/schedule/overview.server.ts";
import { sendFaults } from "#app/models/sending/start.server.ts";
import { renderPiece, sizeLimits } from "#emails/render/edition.server.ts";
import type { EditionArticle } from "#emails/render/issueContent.server.ts";
import type { FormerIssue, PreflightFacts } from "./check.server.ts";
import { htmlTree } from "./htmlTree.server.ts";
import { linkAnswers, mailboxAnswer } from "./linkChecking.server.ts";
import { linksOf } from "./linkUses.server.ts";
import { picturesOf } from "./pictures.server.ts";
import { styleWords } from "./styleList.server.ts";
import { textsOf } from "./texts.server.ts";

/** Gathers everything that the checks of an issue look at. */
export async function gatherFacts(context: Context, rehearsed: RenderedIssue): Promise<PreflightFacts> {
  const { briefing, issue, audience, rendered } = rehearsed;
  const links = linksOf(issue);
  const departure = await departureTime(context, issue);
  return {
    now: context.clock(),
    briefing,
    issue,
    audience,
    rendered,
    faults: await sendFaults(context, rehearsed, departure.at ?? undefined),
    texts: textsOf(issue),
    links,
    answers: await linkAnswers(context, links),
    answersTo: await whereAnswersGo(context, briefing),
    style: await styleWords(context),
    tree: htmlTree(rendered.html),
    appUrl: context.config.appUrl,
    pictures: await storedPictures(context, issue),
    asked: await checkLevelsOf(context),
    waiting: await waitingChanges(context, issue),
    costs: rendered.htmlBytes > nearTheLimit ? await costsOf(context, rehearsed) : [],
    former: await formerIssues(context, issue),
    coming: await comingIssues(context, issue),
    ran: await ranBefore(context, issue),
    departure,
  };
}

async function whereAnswersGo(context: Context, briefing: Briefing): Promise<PreflightFacts["answersTo"]> {
  const { replyAddress } = context.config;
  const own = replyAddress && `${replyAddress.local}@${replyAddress.domain}`;
  const address = own ?? briefing.replyTo ?? briefing.fromAddress;
  return { address, takesMail: await mailboxAnswer(context, address) };
}

/** A subject is compared with so many. */
const lately = 8;

async function formerIssues(context: Context, { id, list }: Issue): Promise<FormerIssue[]> {
  const rows = await context.db
    .selectFrom("issues")
    .innerJoin("editions", "editions.issue_id", "issues.id")
    .select(["number", "issues.subject", "sending_at", "elsewhere", "editions.id as edition"])
    .where("list_id", "=", list.id)
    .where("issues.id", "!=", id)
    .orderBy("sending_at", "desc")
    .limit(lately)
    .execute();
  // Nobody knows how many got what was sent elsewhere.
  const last = rows[0]?.elsewhere === null ? rows[0] : null;
  const readers = last ? (await countDeliveries(context, last.edition)).total : null;
  return rows.map(({ number, subject, sending_at }, i) => ({
    number,
    subject,
    sentAt: sending_at ?? 0,
    readers: i === 0 ? readers : null,
  }));
}

async function comingIssues({ db }: Context, { id, list }: Issue): Promise<PreflightFacts["coming"]> {
  const rows = await db
    .selectFrom("issues")
    .select(["number", "send_at"])
    .where("status", "=", "ready")
    .where("list_id", "=", list.id)
    .where("id", "!=", id)
    .where("send_at", "is not", null)
    .orderBy("send_at")
    .execute();
  return rows.map(({ number, send_at }) => ({ number, at: send_at! }));
}

async function ranBefore(context: Context, issue: Issue): Promise<PreflightFacts["ran"]> {
  const runs = await runsOfArticles(
    context,
    issue.articles.map(({ id }) => id),
  );
  return new Map(
    Array.from(runs, ([id, { sent }]) => [id, sent.map(({ number, at }) => ({ number, sentAt: at }))] as const),
  );
}

async function storedPictures(context: Context, issue: Issue): Promise<PreflightFacts["pictures"]> {
  const paths = [...new Set(picturesOf(issue).map(({ src }) => src))];
  if (paths.length === 0) return new Map();
  const rows = await context.db
    .selectFrom("images")
    .select(["key", "byte_size", "frames", "has_alpha"])
    .where("key", "in", paths.map(keyOf))
    .execute();
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return new Map(
    paths.flatMap((path) => {
      const row = byKey.get(keyOf(path));
      return row ? [[path, { bytes: row.byte_size, frames: row.frames, hasAlpha: row.has_alpha === 1 }]] : [];
    }),
  );
}

function keyOf(path: string): string {
  return /([^/.]*)\.\w+$/.exec(path)?.[1] ?? "";
}

async function waitingChanges(context: Context, issue: Issue): Promise<Set<number>> {
  const ids = issue.articles.filter(({ publishedAt }) => publishedAt !== null).map(({ id }) => id);
  if (ids.length === 0) return new Set();
  const rows = await context.db
    .selectFrom("articles")
    .select("id")
    .where("id", "in", ids)
    .where("unpublished", "is not", null)
    .execute();
  return new Set(rows.map(({ id }) => id));
}

/** From here on it is worth the time to know which article weighs most. */
const nearTheLimit = sizeLimits.header;

async function costsOf(context: Context, { issue, content }: RenderedIssue): Promise<PreflightFacts["costs"]> {
  const reader = { name: "", email: "", unsubscribeUrl: "", preferencesUrl: "", answersUrl: "" };
  const bytesOf = async (articles: EditionArticle[]) =>
    Buffer.byteLength(
      (await renderPiece(context.templates, { ...content, sections: sectionsOf({ articles }) }, reader)).html,
    );
  const frame = await bytesOf([]);
  const costs: PreflightFacts["costs"] = [];
  for (const [i, article] of articlesIn(content.sections).entries()) {
    const { id, headline } = issue.articles[i]!;
    costs.push({ id, headline, bytes: (await bytesOf([article])) - frame });
  }
  return costs.sort((one, other) => other.bytes - one.bytes);
}
