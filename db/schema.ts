import type { Kysely, Transaction } from "kysely";
import type {
  ArticleChecksTable,
  ArticleTopicsTable,
  ArticlesTable,
  CorrectionsTable,
  DraftLinksTable,
  ImageFilesTable,
  PictureFoldersTable,
  ImageReplacementSheetsTable,
  ImageReplacementsTable,
  ImageUsesTable,
  ImageVariantsTable,
  ImagesTable,
  TopicsTable,
} from "./schema/articles.ts";
import type { AgentsTable, EditionHitsTable, EditionLinksTable, ListCountingTable } from "./schema/clicks.ts";
import type { ClickCrowdsTable, ClickJudgingTable, ClickSumsTable } from "./schema/judgedClicks.ts";
import type { ConsentEventsTable, ConsentHeadTable, ConsentWaysTable, WordingsTable } from "./schema/consent.ts";
import type {
  ConversationFilesTable,
  ConversationMessagesTable,
  ConversationReadsTable,
  ConversationsTable,
  ReplySettingsTable,
} from "./schema/conversations.ts";
import type {
  DeliveriesTable,
  DeliverySumsTable,
  DestinationsTable,
  LettersTable,
  PacesTable,
} from "./schema/deliveries.ts";
import type {
  AlertsTable,
  AuditEventsTable,
  EditorsTable,
  NoticesTable,
  PasskeysTable,
  SessionsTable,
  SetUpCodesTable,
  SignInLinksTable,
  SignInRequestsTable,
  SpentChallengesTable,
  TestGroupAddressesTable,
  TestGroupsTable,
  ThrottlesTable,
  UndosTable,
} from "./schema/desk.ts";
import type {
  CohortsTable,
  CohortWalkTable,
  ErasedMembersTable,
  PartingReadersTable,
  PartingsTable,
  ReaderSignsTable,
  RecommendationsTable,
  ReferralsTable,
} from "./schema/growth.ts";
import type { AskedQuestionsTable, GivenAnswersTable } from "./schema/feedback.ts";
import type { InboundMessagesTable, InboundReportsTable } from "./schema/inbound.ts";
import type { ImportChangesTable, ImportsTable, NotesTable, ReaderNotesTable } from "./schema/imports.ts";
import type {
  EventCursorsTable,
  EventHeadTable,
  EventsTable,
  HomeTable,
  SenderProcessesTable,
  SmtpCeilingsTable,
  SmtpGuestsTable,
} from "./schema/instance.ts";
import type {
  DigestsTable,
  EditionsTable,
  IssueArticlesTable,
  IssueItemsTable,
  IssueSectionsTable,
  IssueTemplatesTable,
  IssueStepsTable,
  IssuesTable,
  RehearsalsTable,
  SlotRunsTable,
  SlotsTable,
  SubjectTestsTable,
} from "./schema/issues.ts";
import type {
  DeparturesTable,
  EditionFiguresTable,
  EditionLedgersTable,
  EmptySearchesTable,
  FeedDaysTable,
  ListDaysTable,
  NumbersStateTable,
  ReaderReachTable,
  ReferrerDaysTable,
  VisitDaysTable,
} from "./schema/numbers.ts";
import type { MovedPostsTable, SiteMovePartsTable, SiteMovesTable } from "./schema/moving.ts";
import type { LinkChecksTable, PreflightOverridesTable, StyleWordsTable } from "./schema/preflight.ts";
import type {
  AddressChangesTable,
  ConfirmationMailsTable,
  LeaveReasonsTable,
  LiftedSuppressionsTable,
  ListsTable,
  SignUpFormsTable,
  SignUpHoursTable,
  SignUpPressureTable,
  SignUpsTable,
  SubscriberTopicsTable,
  SearchProgressTable,
  SubscribersTable,
  SubscriptionsTable,
  SuppressionsTable,
} from "./schema/readers.ts";
import type { IssueReportsTable, ReportReadersTable } from "./schema/reports.ts";
import type {
  EditionHearingsTable,
  EditionReturnsTable,
  HearingRulesTable,
  MailboxLooksTable,
  NewAddressesTable,
  SelfTestsTable,
  TaughtRulesTable,
} from "./schema/hearing.ts";
import type { SegmentsTable } from "./schema/segments.ts";
import type {
  AssignmentsTable,
  CommentReadsTable,
  CommentsTable,
  RevisionsTable,
  SheetLocksTable,
} from "./schema/sheets.ts";
import type { UploadPartsTable, UploadsTable } from "./schema/uploads.ts";
import type { BriefingTable, PingsTable, RedirectsTable, SearchDocumentsTable, SiteTable } from "./schema/site.ts";

export type Schema = {
  site: SiteTable;
  briefing: BriefingTable;
  editors: EditorsTable;
  sessions: SessionsTable;
  sign_in_links: SignInLinksTable;
  passkeys: PasskeysTable;
  spent_challenges: SpentChallengesTable;
  test_groups: TestGroupsTable;
  test_group_addresses: TestGroupAddressesTable;
  throttles: ThrottlesTable;
  undos: UndosTable;
  audit_events: AuditEventsTable;
  set_up_codes: SetUpCodesTable;
  sign_in_requests: SignInRequestsTable;
  images: ImagesTable;
  image_files: ImageFilesTable;
  picture_folders: PictureFoldersTable;
  image_variants: ImageVariantsTable;
  image_uses: ImageUsesTable;
  image_replacements: ImageReplacementsTable;
  image_replacement_sheets: ImageReplacementSheetsTable;
  articles: ArticlesTable;
  topics: TopicsTable;
  article_topics: ArticleTopicsTable;
  corrections: CorrectionsTable;
  draft_links: DraftLinksTable;
  article_checks: ArticleChecksTable;
  moved_posts: MovedPostsTable;
  site_moves: SiteMovesTable;
  site_move_parts: SiteMovePartsTable;
  search_documents: SearchDocumentsTable;
  search_progress: SearchProgressTable;
  sheet_locks: SheetLocksTable;
  revisions: RevisionsTable;
  assignments: AssignmentsTable;
  comments: CommentsTable;
  comment_reads: CommentReadsTable;
  lists: ListsTable;
  subscribers: SubscribersTable;
  subscriptions: SubscriptionsTable;
  subscriber_topics: SubscriberTopicsTable;
  sign_ups: SignUpsTable;
  sign_up_forms: SignUpFormsTable;
  confirmation_mails: ConfirmationMailsTable;
  sign_up_hours: SignUpHoursTable;
  sign_up_pressure: SignUpPressureTable;
  address_changes: AddressChangesTable;
  leave_reasons: LeaveReasonsTable;
  consent_events: ConsentEventsTable;
  consent_head: ConsentHeadTable;
  consent_ways: ConsentWaysTable;
  wordings: WordingsTable;
  suppressions: SuppressionsTable;
  edition_returns: EditionReturnsTable;
  edition_hearings: EditionHearingsTable;
  hearing_rules: HearingRulesTable;
  self_tests: SelfTestsTable;
  taught_rules: TaughtRulesTable;
  new_addresses: NewAddressesTable;
  mailbox_looks: MailboxLooksTable;
  lifted_suppressions: LiftedSuppressionsTable;
  uploads: UploadsTable;
  upload_parts: UploadPartsTable;
  imports: ImportsTable;
  import_changes: ImportChangesTable;
  notes: NotesTable;
  reader_notes: ReaderNotesTable;
  segments: SegmentsTable;
  issues: IssuesTable;
  issue_sections: IssueSectionsTable;
  issue_articles: IssueArticlesTable;
  issue_items: IssueItemsTable;
  issue_templates: IssueTemplatesTable;
  subject_tests: SubjectTestsTable;
  issue_steps: IssueStepsTable;
  editions: EditionsTable;
  deliveries: DeliveriesTable;
  letters: LettersTable;
  inbound_messages: InboundMessagesTable;
  inbound_reports: InboundReportsTable;
  digests: DigestsTable;
  delivery_sums: DeliverySumsTable;
  sender_processes: SenderProcessesTable;
  smtp_ceilings: SmtpCeilingsTable;
  smtp_guests: SmtpGuestsTable;
  paces: PacesTable;
  destinations: DestinationsTable;
  slots: SlotsTable;
  slot_runs: SlotRunsTable;
  notices: NoticesTable;
  alerts: AlertsTable;
  rehearsals: RehearsalsTable;
  preflight_overrides: PreflightOverridesTable;
  link_checks: LinkChecksTable;
  style_words: StyleWordsTable;
  redirects: RedirectsTable;
  home: HomeTable;
  pings: PingsTable;
  events: EventsTable;
  event_head: EventHeadTable;
  event_cursors: EventCursorsTable;
  conversations: ConversationsTable;
  conversation_messages: ConversationMessagesTable;
  conversation_files: ConversationFilesTable;
  conversation_reads: ConversationReadsTable;
  reply_settings: ReplySettingsTable;
  list_counting: ListCountingTable;
  edition_links: EditionLinksTable;
  edition_hits: EditionHitsTable;
  agents: AgentsTable;
  list_days: ListDaysTable;
  reader_reach: ReaderReachTable;
  numbers_state: NumbersStateTable;
  edition_figures: EditionFiguresTable;
  edition_ledgers: EditionLedgersTable;
  departures: DeparturesTable;
  visit_days: VisitDaysTable;
  referrer_days: ReferrerDaysTable;
  empty_searches: EmptySearchesTable;
  feed_days: FeedDaysTable;
  click_sums: ClickSumsTable;
  click_crowds: ClickCrowdsTable;
  click_judging: ClickJudgingTable;
  recommendations: RecommendationsTable;
  referrals: ReferralsTable;
  reader_signs: ReaderSignsTable;
  cohorts: CohortsTable;
  erased_members: ErasedMembersTable;
  cohort_walk: CohortWalkTable;
  partings: PartingsTable;
  parting_readers: PartingReadersTable;
  asked_questions: AskedQuestionsTable;
  given_answers: GivenAnswersTable;
  report_readers: ReportReadersTable;
  issue_reports: IssueReportsTable;
};

/** A database, or the transaction that shadows it. */
export type Db = Kysely<Schema> | Transaction<Schema>;
