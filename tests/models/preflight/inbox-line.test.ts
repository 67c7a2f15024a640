import { inboxLineChecks } from "#app/models/preflight/inboxLine.server.ts";
import type { FormerIssue } from "#app/models/preflight/check.server.ts";
import { hitsAndNearMisses, withIssue } from "../../support/preflight.ts";

const subject = (words: string) => withIssue({ subject: words });
const preheader = (words: string) => withIssue({ preheader: words });
const former = (words: string): FormerIssue => ({ number: 11, subject: words, sentAt: 0, readers: 1 });

hitsAndNearMisses(inboxLineChecks, {
  "long-subject": { hit: subject("a".repeat(71)), near: subject("👩‍🚒".repeat(10)), says: /has 71 characters/ },
  "capital-subject": {
    hit: subject("ROBOTS LEARN TO PACK"),
    near: subject("NATO, the EU and UNICEF learn"),
    says: /capitals/,
  },
  "same-subject": {
    hit: (facts) => ({ ...facts, former: [former("Robots learn to pack!")] }),
    near: (facts) => ({ ...facts, former: [former("Robots learn to weld and paint")] }),
    says: /like that of issue 11/,
  },
  "spam-subject": { hit: subject("Robots!!! Now"), near: subject("Robots? Now!"), says: /“!!!” in the subject/ },
  "no-preheader": { hit: preheader("  "), near: preheader("Two warehouses and a third one."), says: /no preheader/ },
  "short-preheader": { hit: preheader("Two of them."), near: preheader("a".repeat(30)), says: /only 12 characters/ },
  "long-preheader": { hit: preheader("ab ".repeat(47)), near: preheader("a".repeat(140)), says: /141 characters/ },
  "preheader-repeats": {
    hit: preheader("Robots learn to pack, as we said."),
    near: preheader("What robots do once they have learnt it."),
    says: /repeats the subject/,
  },
  "sender-name": {
    hit: (facts) => ({ ...facts, briefing: { ...facts.briefing, fromName: "no-reply@briefing.example" } }),
    near: (facts) => ({ ...facts, briefing: { ...facts.briefing, fromName: "Ruth from the Newsletter" } }),
    says: /The From name is “no-reply@briefing.example”/,
  },
});
