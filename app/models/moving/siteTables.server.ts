import type { Schema } from "#db/schema.ts";

/**
 * The part of an installation to which each table belongs. An export of the site has the tables of `site`; the others hold
 * readers, the accounts of the desk, sends, or what the machine makes for itself.
 */
export const partOfTable: Record<keyof Schema, "site" | "readers" | "desk" | "sends" | "machine"> = {
  ...{ briefing: "site", lists: "site", style_words: "site", article_checks: "site", topics: "site" },
  ...{ images: "site", image_files: "site", image_uses: "site", articles: "site", article_topics: "site" },
  recommendations: "site",
  ...{ corrections: "site", revisions: "site", redirects: "site", moved_posts: "site" },
  ...{ issues: "site", issue_sections: "site", issue_articles: "site", issue_items: "site" },
  ...{ issue_templates: "site", issue_steps: "site", editions: "site", segments: "site" },
  ...{ subscribers: "readers", subscriptions: "readers", subscriber_topics: "readers", sign_ups: "readers" },
  ...{ sign_up_forms: "readers", confirmation_mails: "readers", sign_up_hours: "readers", leave_reasons: "readers" },
  ...{ sign_up_pressure: "readers", address_changes: "readers", consent_events: "readers", consent_head: "readers" },
  ...{ consent_ways: "readers", referrals: "readers", reader_signs: "readers", erased_members: "readers" },
  ...{ cohorts: "machine", cohort_walk: "machine", partings: "readers", parting_readers: "readers" },
  ...{ wordings: "readers", suppressions: "readers", lifted_suppressions: "readers" },
  ...{ imports: "readers", import_changes: "readers" },
  ...{ notes: "readers", reader_notes: "readers", uploads: "readers", upload_parts: "readers" },
  ...{ conversations: "readers", conversation_messages: "readers", conversation_files: "readers" },
  ...{ conversation_reads: "readers", reply_settings: "desk" },
  ...{ report_readers: "desk", issue_reports: "desk" },
  ...{ editors: "desk", sessions: "desk", sign_in_links: "desk", passkeys: "desk", spent_challenges: "desk" },
  ...{ test_groups: "desk", test_group_addresses: "desk", throttles: "desk", undos: "desk", audit_events: "desk" },
  ...{ set_up_codes: "desk", sign_in_requests: "desk", sheet_locks: "desk", assignments: "desk", comments: "desk" },
  ...{ comment_reads: "desk", draft_links: "desk", notices: "desk", alerts: "desk", preflight_overrides: "desk" },
  ...{ image_replacements: "desk", image_replacement_sheets: "desk", site_moves: "desk", site_move_parts: "desk" },
  ...{ deliveries: "sends", letters: "sends", digests: "sends", delivery_sums: "sends", slots: "sends" },
  ...{ slot_runs: "sends", rehearsals: "sends", subject_tests: "sends", paces: "sends", destinations: "sends" },
  ...{ inbound_messages: "sends", inbound_reports: "sends" },
  ...{ edition_returns: "sends", edition_hearings: "sends", hearing_rules: "sends", self_tests: "sends" },
  ...{ taught_rules: "sends", new_addresses: "readers" },
  ...{ site: "machine", picture_folders: "machine", image_variants: "machine", search_documents: "machine" },
  ...{ search_progress: "machine" },
  ...{ sender_processes: "machine", smtp_ceilings: "machine", smtp_guests: "machine", link_checks: "machine" },
  mailbox_looks: "machine",
  ...{ list_counting: "sends", edition_links: "sends", edition_hits: "sends", agents: "sends" },
  ...{ list_days: "readers", reader_reach: "readers", departures: "readers", numbers_state: "readers" },
  ...{ edition_figures: "sends", edition_ledgers: "sends" },
  ...{ visit_days: "sends", referrer_days: "sends", empty_searches: "sends", feed_days: "sends" },
  ...{ asked_questions: "sends", given_answers: "readers" },
  ...{ click_sums: "sends", click_crowds: "sends", click_judging: "machine" },
  ...{ home: "machine", pings: "machine", events: "machine", event_head: "machine", event_cursors: "machine" },
};

/** Columns that name an account of the desk, which another installation has not. */
export const accountColumns = new Set([
  ...["author_id", "editor_id", "uploaded_by", "saved_by_id", "approved_by_id", "review_of"],
]);
