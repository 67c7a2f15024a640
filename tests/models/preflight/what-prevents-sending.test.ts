import { expect, test } from "vitest";
import type { Body } from "#app/models/body.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import type { IssueFault } from "#app/models/issues/rendering.server.ts";
import { wordIssueFault } from "#app/models/issues/faultWords.server.ts";
import { issueChecks } from "#app/models/preflight/checks.server.ts";
import { faultChecks } from "#app/models/preflight/faults.server.ts";
import { preflightByNumber } from "#app/models/preflight/preflight.server.ts";
import { emptySection, type IssueItem } from "#app/models/sections.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { hitsAndNearMisses, type CheckCase } from "../../support/preflight.ts";

const samples: Record<IssueFault["error"], IssueFault> = {
  "no-articles": { error: "no-articles" },
  "no-subject": { error: "no-subject" },
  "unfit-subject": { error: "unfit-subject", why: "The subject is too long." },
  "reply-subject": { error: "reply-subject" },
  "subject-test": { error: "subject-test", subject: 2, why: "is empty: write it, or take it out." },
  "no-postal-address": { error: "no-postal-address" },
  "provider-address": { error: "provider-address" },
  "no-readers": { error: "no-readers", list: "Weekly" },
  "nobody-fits": { error: "nobody-fits", list: "Weekly", segment: "New readers" },
  "segment-unfit": { error: "segment-unfit", segment: "Old readers", why: "Issue 3 has not gone out." },
  "no-image-alt": { error: "no-image-alt", headline: "Robots learn to pack" },
  "unfinished-article": { error: "unfinished-article", headline: "", why: "Give the article a headline." },
  "unfinished-intro": { error: "unfinished-intro", in: 2, heading: "", why: "A button has no words." },
  "unfinished-item": { error: "unfinished-item", section: 2, place: 3, text: "Ports hire", lack: "link" },
  embargo: { error: "embargo", headline: "Robots", until: "Monday", at: null },
  "too-large": { error: "too-large", kilobytes: 120 },
  "cannot-sign": { error: "cannot-sign", why: "Mail cannot be signed." },
  away: { error: "away", why: "This is a copy." },
  complaints: { error: "complaints", complaints: 5, accepted: 1000 },
  "four-eyes": { error: "four-eyes", last: "Tom", of: "you", who: ["Ruth"] },
  rehearsal: { error: "rehearsal", messages: 1, email: "ana@readers.example", reason: "no address" },
};

const escaped = (words: string) => new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
const cases = Object.fromEntries(
  Object.entries(samples).map(([code, fault]): [string, CheckCase] => [
    code,
    {
      hit: (facts) => ({ ...facts, faults: [fault] }),
      near: (facts) => ({ ...facts, faults: Object.values(samples).filter(({ error }) => error !== code) }),
      says: escaped(wordIssueFault(fault)),
    },
  ]),
) as Record<IssueFault["error"], CheckCase>;

hitsAndNearMisses(faultChecks, cases);

test("a text or an item that is not finished is found where it stands", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const button: Body = { type: "doc", content: [{ type: "button", attrs: { label: "", href: "" } }] };
  const item = (text: string, url = "", source = ""): IssueItem => ({ kind: "item", text, url, source });
  const sections = [
    { ...emptySection(), heading: "Lead", text: button, pieces: [item("Ports hire", "ports.example")] },
    { ...emptySection(), text: button, pieces: [item("Fine"), item(" ", "https://a.example/"), item("")] },
  ];
  const number = await createIssue(context, list.id, { subject: "Robots", intro: button, sections, outro: button });
  const { places } = (await preflightByNumber(context, number))!;
  const findings = places.flatMap(({ findings }) => findings).filter(({ check }) => check.startsWith("unfinished"));
  const lacks = "A button has neither words nor an address: write them, or delete it.";
  expect(findings.map(({ at, why }) => [at.kind, at.id, at.place, why])).toEqual([
    ["intro", undefined, undefined, `The intro is not finished: ${lacks}`],
    ["section", 1, undefined, `The text of “Lead” is not finished: ${lacks}`],
    ["section", 2, undefined, `The text of section 2 is not finished: ${lacks}`],
    ["outro", undefined, undefined, `The outro is not finished: ${lacks}`],
    ["item", 1, 1, expect.stringMatching(/^“Ports hire” has a link that leads nowhere/)],
    ["item", 2, 2, expect.stringMatching(/^Piece 2 of section 2 is a short item without words/)],
    ["item", 2, 3, expect.stringMatching(/^Piece 3 of section 2 is a short item with nothing in it/)],
  ]);
});

test("what prevents sending is what a send is refused for, and nothing else is blocking", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const number = await createIssue(context, list.id, { subject: "Re: robots" });
  const { places } = (await preflightByNumber(context, number))!;
  const blocking = places.flatMap(({ findings }) => findings).filter(({ level }) => level === "blocking");
  const sent = await sendIssue(context, number, "Ruth");
  const refused = "faults" in sent ? sent.faults.map(({ error }) => error) : [];
  expect(blocking.map(({ check }) => check).sort()).toEqual(refused.sort());
  const all = Object.entries(issueChecks).filter(([, { level }]) => level === "blocking");
  expect(all.map(([name]) => name).sort()).toEqual(Object.keys(samples).sort());
});
