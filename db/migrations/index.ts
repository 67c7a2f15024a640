import type { Migration } from "kysely/migration";
import * as start from "./0001-start.ts";
import * as sending from "./0002-sending.ts";
import * as readers from "./0003-readers.ts";
import * as site from "./0004-site.ts";
import * as pings from "./0005-pings.ts";
import * as signUps from "./0006-sign-ups.ts";
import * as readerPages from "./0007-reader-pages.ts";
import * as consent from "./0008-consent.ts";
import * as digests from "./0009-digests.ts";
import * as siteVersion from "./0010-site-version.ts";
import * as pauses from "./0011-pauses.ts";
import * as alerts from "./0012-alerts.ts";
import * as doors from "./0013-doors.ts";
import * as search from "./0014-search.ts";
import * as oneLedger from "./0015-one-ledger.ts";
import * as events from "./0016-events.ts";
import * as smtpCeilings from "./0017-smtp-ceilings.ts";
import * as sheets from "./0018-sheets.ts";
import * as locksAndRevisions from "./0019-locks-and-revisions.ts";
import * as pictures from "./0020-pictures.ts";
import * as passkeys from "./0021-passkeys.ts";
import * as smtpGuests from "./0022-smtp-guests.ts";
import * as pictureLibrary from "./0023-picture-library.ts";
import * as typing from "./0024-typing.ts";
import * as beforeThePublic from "./0025-before-the-public.ts";
import * as pictureFiles from "./0026-picture-files.ts";
import * as focalPoints from "./0027-focal-points.ts";
import * as sections from "./0028-sections.ts";
import * as pictureFolders from "./0029-picture-folders.ts";
import * as statesOfIssues from "./0030-states-of-issues.ts";
import * as writers from "./0031-writers.ts";
import * as comments from "./0032-comments.ts";
import * as preflight from "./0033-preflight.ts";
import * as fourEyes from "./0034-four-eyes.ts";
import * as testGroups from "./0035-test-groups.ts";
import * as articlesInOrder from "./0036-articles-in-order.ts";
import * as ownComments from "./0037-own-comments.ts";
import * as beginnings from "./0038-beginnings.ts";
import * as dueReminders from "./0039-due-reminders.ts";
import * as undos from "./0040-undos.ts";
import * as embargoes from "./0041-embargoes.ts";
import * as redirects from "./0042-redirects.ts";
import * as imports from "./0043-imports.ts";
import * as movedPosts from "./0044-moved-posts.ts";
import * as sentElsewhere from "./0045-sent-elsewhere.ts";
import * as segments from "./0046-segments.ts";
import * as uploads from "./0047-uploads.ts";
import * as siteMoves from "./0048-site-moves.ts";
import * as readerSearch from "./0049-reader-search.ts";
import * as runsOfImports from "./0050-runs-of-imports.ts";
import * as suppressedReaders from "./0051-suppressed-readers.ts";
import * as noteSearch from "./0052-note-search.ts";
import * as inbound from "./0053-inbound.ts";
import * as reasonsOfSuppressions from "./0054-reasons-of-suppressions.ts";
import * as leanReceipts from "./0055-lean-receipts.ts";
import * as conversations from "./0056-conversations.ts";
import * as articlesFromElsewhere from "./0057-articles-from-elsewhere.ts";
import * as hearingBack from "./0058-hearing-back.ts";
import * as lightDeliveries from "./0059-light-deliveries.ts";
import * as mailboxLooks from "./0060-mailbox-looks.ts";
import * as clicks from "./0061-clicks.ts";
import * as growth from "./0062-growth.ts";
import * as senderChecks from "./0063-sender-checks.ts";
import * as numbers from "./0064-numbers.ts";
import * as questions from "./0065-questions.ts";
import * as judgedClicks from "./0066-judged-clicks.ts";
import * as signs from "./0067-signs.ts";
import * as issueReports from "./0068-issue-reports.ts";
import * as subjectTests from "./0069-subject-tests.ts";
import * as formerAnswers from "./0070-former-answers.ts";

/** In order; a name never changes once it has been released. */
export const migrations: Record<string, Migration> = {
  "0001-start": start,
  "0002-sending": sending,
  "0003-readers": readers,
  "0004-site": site,
  "0005-pings": pings,
  "0006-sign-ups": signUps,
  "0007-reader-pages": readerPages,
  "0008-consent": consent,
  "0009-digests": digests,
  "0010-site-version": siteVersion,
  "0011-pauses": pauses,
  "0012-alerts": alerts,
  "0013-doors": doors,
  "0014-search": search,
  "0015-one-ledger": oneLedger,
  "0016-events": events,
  "0017-smtp-ceilings": smtpCeilings,
  "0018-sheets": sheets,
  "0019-locks-and-revisions": locksAndRevisions,
  "0020-pictures": pictures,
  "0021-passkeys": passkeys,
  "0022-smtp-guests": smtpGuests,
  "0023-picture-library": pictureLibrary,
  "0024-typing": typing,
  "0025-before-the-public": beforeThePublic,
  "0026-picture-files": pictureFiles,
  "0027-focal-points": focalPoints,
  "0028-sections": sections,
  "0029-picture-folders": pictureFolders,
  "0030-states-of-issues": statesOfIssues,
  "0031-writers": writers,
  "0032-comments": comments,
  "0033-preflight": preflight,
  "0034-four-eyes": fourEyes,
  "0035-test-groups": testGroups,
  "0036-articles-in-order": articlesInOrder,
  "0037-own-comments": ownComments,
  "0038-beginnings": beginnings,
  "0039-due-reminders": dueReminders,
  "0040-undos": undos,
  "0041-embargoes": embargoes,
  "0042-redirects": redirects,
  "0043-imports": imports,
  "0044-moved-posts": movedPosts,
  "0045-sent-elsewhere": sentElsewhere,
  "0046-segments": segments,
  "0047-uploads": uploads,
  "0048-site-moves": siteMoves,
  "0049-reader-search": readerSearch,
  "0050-runs-of-imports": runsOfImports,
  "0051-suppressed-readers": suppressedReaders,
  "0052-note-search": noteSearch,
  "0053-inbound": inbound,
  "0054-reasons-of-suppressions": reasonsOfSuppressions,
  "0055-lean-receipts": leanReceipts,
  "0056-conversations": conversations,
  "0057-articles-from-elsewhere": articlesFromElsewhere,
  "0058-hearing-back": hearingBack,
  "0059-light-deliveries": lightDeliveries,
  "0060-mailbox-looks": mailboxLooks,
  "0061-clicks": clicks,
  "0062-growth": growth,
  "0063-sender-checks": senderChecks,
  "0064-numbers": numbers,
  "0065-questions": questions,
  "0066-judged-clicks": judgedClicks,
  "0067-signs": signs,
  "0068-issue-reports": issueReports,
  "0069-subject-tests": subjectTests,
  "0070-former-answers": formerAnswers,
};
