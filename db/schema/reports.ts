import type { Milliseconds } from "./columns.ts";

/** Editors who get the report of each issue of a list. */
export type ReportReadersTable = { list_id: number; editor_id: number };

/** Issues whose report was made: each has one. */
export type IssueReportsTable = { issue_id: number; made_at: Milliseconds };
