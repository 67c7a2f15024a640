import { expect, test } from "vitest";
import { nextState } from "#app/models/deliveries/retries.server.ts";
import { outcomeOf } from "#emails/smtp/smtp.server.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const deferred = { kind: "deferred", verdict: "temporary", code: 451, reply: "451 4.7.1 Later" } as const;

test("waits grow from 5 minutes to 4 hours, spread by a fifth (T-06, T-07)", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7].map(
    (attempts) => (nextState(deferred, attempts, 0, 0, day, 0).due_at - 0) / minute,
  );
  expect(waits).toEqual([5, 15, 30, 60, 120, 240, 240]);
  expect(nextState(deferred, 1, 0, 0, day, 1).due_at).toBe(6 * minute);
});

test("after a day a deferral is final and keeps the server's words (T-06)", () => {
  const row = nextState(deferred, 9, 0, day - minute, day, 0);
  expect(row).toMatchObject({ status: "refused", reply_code: 451, finished_at: day - minute });
  expect(row.reply).toContain("451 4.7.1 Later");
});

test("a refusal of us gives the attempt back (T-08)", () => {
  const row = nextState({ kind: "stop", verdict: "setup", code: 535, reply: "535 no" }, 1, 0, 7, day, 0);
  expect(row).toMatchObject({ status: "queued", attempts: 0, due_at: 7, finished_at: null });
});

const faults: [string, object, boolean, string][] = [
  [
    "the line was lost before the server asked for the body",
    { code: "ECONNECTION", command: "CONN" },
    false,
    "returned",
  ],
  ["the line was lost after the whole body was out", { code: "ECONNECTION", command: "CONN" }, true, "uncertain"],
  ["no reply came in time after the body", { code: "ETIMEDOUT", command: "CONN" }, true, "uncertain"],
  ["the recipient is unknown", { responseCode: 550, command: "RCPT TO" }, false, "refused"],
  ["the mailbox is full for now", { responseCode: 452, command: "RCPT TO" }, false, "deferred"],
  ["the server says 421 after the dot", { responseCode: 421, command: "DATA" }, true, "deferred"],
  ["the content is refused after the dot", { responseCode: 554, command: "DATA" }, true, "refused"],
  ["the server wants a login", { responseCode: 530, command: "MAIL FROM" }, false, "stop"],
  ["the login is refused", { responseCode: 535, code: "EAUTH", command: "AUTH PLAIN" }, false, "stop"],
  ["our From address is refused", { responseCode: 553, command: "MAIL FROM" }, false, "stop"],
  ["our From address is put off", { responseCode: 451, command: "MAIL FROM" }, false, "returned"],
  ["the message is larger than SIZE", { code: "EMESSAGE", command: "MAIL FROM" }, false, "stop"],
  ["nodemailer itself refuses the address", { code: "EENVELOPE", command: "API" }, false, "refused"],
  ["a reply makes no sense", { code: "EENVELOPE", command: "RCPT TO" }, false, "returned"],
  ["the reply code is unheard of", { responseCode: 999, command: "RCPT TO" }, false, "deferred"],
];
test.each(faults)("when %s (T-04, row 36)", (_when, error, bodyIsOut, kind) => {
  expect(outcomeOf(Object.assign(new Error("…"), error), { stage: "MAIL", bodyIsOut }).kind).toBe(kind);
});

test("replies are kept as one short line, whatever the server wrote (T-14)", () => {
  const error = Object.assign(new Error(), { responseCode: 550, response: `550-no\r\n550 \u0000${"x".repeat(2000)}` });
  const { reply } = outcomeOf(error, { stage: "RCPT", bodyIsOut: false });
  expect(reply).toMatch(/^550-no 550 x+$/);
  expect(reply.length).toBeLessThanOrEqual(500);
});
