import type { ReportKind } from "./reports.ts";

/** The kinds of what comes back, in words for editors and operators. */
const reportWords: Record<ReportKind, string> = {
  hard: "It came back: nobody is there",
  soft: "It came back for now",
  block: "It came back because of us, not of the reader",
  delayed: "It is late, and still under way",
  delivered: "Their server says that it arrived",
  complaint: "They complained about it",
  "not-spam": "They said that it is no spam",
  "authentication-failure": "Our mail was not proved to be ours",
  "opt-out": "They asked for no more",
  leave: "They left by mail",
  "auto-reply": "An automatic answer came",
  challenge: "A machine asked us to prove ourselves",
  moved: "Their mailbox says that they moved",
  reply: "They answered",
  unknown: "Something came back that nobody understood",
};

/** Words a kind of report; a newer version may have written one that is not known. */
export function wordReport(kind: string): string {
  return Object.hasOwn(reportWords, kind) ? reportWords[kind as ReportKind] : kind;
}
