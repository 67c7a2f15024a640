import { sql } from "kysely";
import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { forgetAgents, forgetTraces } from "#app/models/clicks/retention.server.ts";
import { forgetDeleted, restoredFor } from "#app/models/comments/ownComments.server.ts";
import { requestMetadataDays } from "#app/models/consent/record.server.ts";
import { forgetConversations } from "#app/models/conversations/retention.server.ts";
import { keptChoices } from "#app/models/conversations/settings.server.ts";
import { forgetSessions } from "#app/models/desk/sessions.server.ts";
import { forgetReturnDomains } from "#app/models/deliveries/returns.server.ts";
import { transactionalKinds } from "#app/models/deliveries/transactionalKinds.ts";
import { forgetEvents } from "#app/models/events.server.ts";
import { forgetPartingReaders, partingUndoableFor } from "#app/models/growth/partings.server.ts";
import { forgetOldAnswers } from "#app/models/feedback/answers.server.ts";
import { forgetInbound, forgetMails } from "#app/models/inbound/forgetting.server.ts";
import { forgetOldDepartures } from "#app/models/numbers/departures.server.ts";
import { deletePictures, removedFor } from "#app/models/library/removing.server.ts";
import { forgetChanges } from "#app/models/readers/import/changes.server.ts";
import { importUndoableFor } from "#app/models/readers/import/imports.server.ts";
import { forgetLocks } from "#app/models/sheetLocks.server.ts";
import { forgetFiles, forgetReports, forgetWaiting } from "#app/models/readers/uploads/forgetting.server.ts";
import { thinRevisions } from "#app/models/revisions.server.ts";
import { forgetSegments } from "#app/models/segments/segments.server.ts";
import { forgetUndos, undosKept } from "#app/models/undos.server.ts";
import { chunk, finished, foldDeliveries, forgetClickers, inChunks } from "./inChunks.server.ts";

type Rule = {
  /** Milliseconds. */
  keptFor: number;
  /**
   * Deletes rows whose time has come.
   * @param before the end of that time
   * @returns true while there may be more
   */
  forget: (context: Context, before: number) => Promise<boolean>;
};

/** Every rule about data that is deleted after a time of its own (C-10). Actions of operators stay on record. */
export const retentionRules = {
  /** An expired link tells its owner so for a day. */
  signInLinks: {
    keptFor: day,
    forget: (context, before) =>
      allAtOnce(context.db.deleteFrom("sign_in_links").where("expires_at", "<", before).execute()),
  },
  /** A challenge has run out long before. */
  challenges: {
    keptFor: day,
    forget: (context, before) =>
      allAtOnce(context.db.deleteFrom("spent_challenges").where("spent_at", "<", before).execute()),
  },
  /** A failed sign-in names the network of a stranger. */
  failedSignIns: {
    keptFor: 90 * day,
    forget: (context, before) =>
      allAtOnce(
        context.db
          .deleteFrom("audit_events")
          .where("action", "in", ["sign-in-failed", "sign-in-held"])
          .where("at", "<", before)
          .execute(),
      ),
  },
  /** No rate limit looks further back (C-22). */
  rateLimits: {
    keptFor: 30 * day,
    forget: (context, before) =>
      allAtOnce(context.db.deleteFrom("throttles").where("window_at", "<", before).execute()),
  },
  /** Nobody asks after a year who got an issue or a digest: from then on only the counts stay. */
  deliveries: { keptFor: 365 * day, forget: foldDeliveries },
  /** Of every quarter of an hour that somebody wrote; afterwards the last one of a day stays, and all that readers saw. */
  revisions: {
    keptFor: 30 * day,
    forget: (context, before) => inChunks(() => thinRevisions(context, before, chunk)),
  },
  /** A removed picture can be taken back so long; one that a revision has stays for as long as that. */
  removedPictures: {
    keptFor: removedFor,
    forget: (context, before) => inChunks(() => deletePictures(context, before, chunk)),
  },
  /** A deleted template of issues can be brought back so long. */
  deletedTemplates: {
    keptFor: 30 * day,
    forget: (context, before) =>
      allAtOnce(context.db.deleteFrom("issue_templates").where("deleted_at", "<", before).execute()),
  },
  /** A deleted segment that no issue names can be brought back so long. */
  deletedSegments: { keptFor: 30 * day, forget: (context, before) => allAtOnce(forgetSegments(context, before)) },
  /** A deleted comment can be brought back so long; then only its place stays, where others answered. */
  deletedComments: {
    keptFor: restoredFor,
    forget: (context, before) => inChunks(() => forgetDeleted(context, before, chunk)),
  },
  /** A link to a draft that has ended is listed for a while; it says who outside got one. */
  draftLinks: {
    keptFor: 90 * day,
    forget: (context, before) =>
      allAtOnce(context.db.deleteFrom("draft_links").where("expires_at", "<", before).execute()),
  },
  /** An act that can be undone holds what it deleted. */
  undos: {
    keptFor: undosKept,
    forget: (context, before) => allAtOnce(forgetUndos(context, before)),
  },
  /** A brought list is needed until it is imported; a day is left to go on with an import that was cancelled. */
  broughtLists: {
    keptFor: day,
    forget: (context, before) => inChunks(() => forgetFiles(context, before, chunk)),
  },
  /** A brought list that nobody imported. */
  waitingLists: {
    keptFor: 7 * day,
    forget: (context, before) => allAtOnce(forgetWaiting(context, before)),
  },
  /** The report of an import is of use as long as that can be undone. */
  importReports: {
    keptFor: importUndoableFor,
    forget: (context, before) => inChunks(() => forgetReports(context, before, chunk)),
  },
  /** How readers were before an import is needed for as long as it can be undone. */
  importChanges: {
    keptFor: importUndoableFor,
    forget: (context) => inChunks(() => forgetChanges(context, chunk)),
  },
  /** No issue has had the link for a month: its answer says nothing to anybody. */
  linkChecks: {
    keptFor: 30 * day,
    forget: (context, before) =>
      allAtOnce(context.db.deleteFrom("link_checks").where("wanted_at", "<", before).execute()),
  },
  /** A mail that came back is somebody's words: what it told stays, itself only so long that rules can be bettered. */
  inboundMail: {
    keptFor: 30 * day,
    forget: (context, before) => inChunks(() => forgetMails(context, before, chunk)),
  },
  /** As long as the deliveries that they are about. */
  inboundReports: {
    keptFor: 365 * day,
    forget: (context, before) => inChunks(() => forgetInbound(context, before, chunk)),
  },
  /** A receiving domain may be one person’s; the sums of an edition stay. */
  returnDomains: {
    keptFor: 365 * day,
    forget: (context, before) => inChunks(() => forgetReturnDomains(context, before, chunk)),
  },
  /** The readers whose subscriptions an operator ended for their silence: needed for as long as that can be undone. */
  lettingGo: {
    keptFor: partingUndoableFor,
    forget: (context, before) => inChunks(() => forgetPartingReaders(context, before, chunk)),
  },
  /** A test of the way back says nothing any more. */
  selfTests: {
    keptFor: 90 * day,
    forget: (context, before) => allAtOnce(context.db.deleteFrom("self_tests").where("sent_at", "<", before).execute()),
  },
  /** By then a click is judged, and the judgement stays; its internet address and program told it from a machine’s. */
  clickTraces: {
    keptFor: requestMetadataDays * day,
    forget: (context, before) => inChunks(() => forgetTraces(context, before, chunk)),
  },
  /** As long as deliveries: from then on counts stay. */
  clickers: { keptFor: 365 * day, forget: (context, before) => inChunks(() => forgetClickers(context, before)) },
  /** A day more, because a program that comes again is noted once a day. */
  clickPrograms: {
    keptFor: (requestMetadataDays + 1) * day,
    forget: (context, before) => allAtOnce(forgetAgents(context, before)),
  },
  /** As long as the deliveries after which they left; the sums stay. */
  departures: {
    keptFor: 365 * day,
    forget: (context, before) => inChunks(() => forgetOldDepartures(context, before, chunk)),
  },
  /** A setting says for how long; this is the longest. */
  conversations: {
    keptFor: Math.max(...keptChoices) * day,
    forget: (context) => inChunks(() => forgetConversations(context, chunk)),
  },
  /** From then on an answer only counts: it is nobody's, and has no words. */
  answers: {
    keptFor: 365 * day,
    forget: (context, before) => inChunks(() => forgetOldAnswers(context, before, chunk)),
  },
  /** Each kind of mail has its own time; this is the longest. */
  transactional: {
    keptFor: Math.max(...Object.values(transactionalKinds).map(({ keptFor }) => keptFor)),
    forget: forgetTransactional,
  },
} satisfies Record<string, Rule>;

/**
 * Deletes data that has been kept for long enough, some thousand rows a call.
 * @returns true while there is more to delete
 */
export async function retain(context: Context): Promise<boolean> {
  await forgetSessions(context);
  await forgetLocks(context);
  const more: boolean[] = [];
  for (const { keptFor, forget } of Object.values<Rule>(retentionRules))
    more.push(await forget(context, context.clock() - keptFor));
  more.push(await inChunks(() => forgetEvents(context, chunk)));
  return more.includes(true);
}

async function allAtOnce(deleting: Promise<unknown>): Promise<boolean> {
  await deleting;
  return false;
}

function forgetTransactional(context: Context, before: number): Promise<boolean> {
  const now = context.clock();
  const ofKinds = Object.entries(transactionalKinds).map(
    ([kind, { keptFor }]) => sql`when ${sql.lit(kind)} then ${sql.lit(now - keptFor)}`,
  );
  const beforeByKind = sql<number>`case old.kind ${sql.join(ofKinds, sql` `)} else ${sql.lit(before)} end`;
  return inChunks(async () => {
    const gone = await context.db
      .deleteFrom("letters")
      .where("id", "in", (eb) =>
        eb
          .selectFrom("letters as old")
          .select("old.id")
          .where("old.status", "in", finished)
          .where("old.finished_at", "<", beforeByKind)
          .limit(chunk),
      )
      .returning("id")
      .execute();
    return gone.length;
  });
}
