import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { SendReview } from "#app/models/sending/review.server.ts";
import * as page from "#app/routes/desk.issues.$number.send/route.tsx";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { anIssue, aReader, manyReaders } from "../support/newsroom.ts";

let context: TestContext;
let list: List;
let cookie: string;

beforeEach(async () => {
  ({ context, list, cookie } = await aDesk("operator"));
  await manyReaders(context, list, 3);
  await anIssue(context, list);
});

const at = (form?: Record<string, string>, as = cookie) =>
  asked(context, "/desk/issues/1/send", { cookie: as, params: { number: "1" }, form });
const press = (form: Record<string, string>, as?: string) =>
  outcomeOf<{ unseen: boolean; changed: boolean }>(page.action(at(form, as)));
const question = async () => (await outcomeOf<{ question: SendReview }>(page.loader(at()))).data.question;

/** Presses the button and waits for what goes on behind the page. */
async function rehearsed(): Promise<SendReview> {
  expect((await press({ intent: "rehearse" })).location).toBe("/desk/issues/1/send#rehearsal");
  for (;;) {
    const asks = await question();
    if (asks.rehearsal?.state !== "running") return asks;
    await sleep(20);
  }
}

describe("the button Rehearse", () => {
  test("writes every reader's message behind the page, which then says what came of it", async () => {
    expect((await question()).rehearsal).toBeNull();
    const { rehearsal, warnings, faults } = await rehearsed();
    expect(rehearsal).toMatchObject({ state: "done", audience: 3, done: 3 });
    expect(Object.fromEntries(rehearsal!.rows)).toMatchObject({ Readers: "3 readers" });
    expect([warnings, faults]).toEqual([[], []]);
  });

  test("is an operator's, and nobody's below (S-15)", async () => {
    const tom = await cookieOf(context, await anEditor(context, "Tom", "editor"));
    expect((await press({ intent: "rehearse" }, tom)).status).toBe(403);
    expect((await press({ intent: "rehearse" }, "")).location).toMatch(/^\/desk\/sign-in/);
    expect(await context.db.selectFrom("rehearsals").selectAll().execute()).toEqual([]);
  });

  test("pressed twice, rehearses once", async () => {
    await Promise.all([press({ intent: "rehearse" }), press({ intent: "rehearse" })]);
    expect((await rehearsed()).rehearsal!.state).toBe("done");
  });
});

describe("sending after a rehearsal", () => {
  test("is refused while it found a message that cannot be written", async () => {
    const reader = await aReader(context, list, "ana@readers.example");
    await context.db.updateTable("subscribers").set({ email: "a b@c" }).where("id", "=", reader.id).execute();
    const { faults, fingerprint, rehearsal } = await rehearsed();
    expect(faults.map(({ about }) => about)).toEqual(["rehearsal"]);
    expect(rehearsal!.found!.faults.named[0]!.email).toBe("a b@c");
    expect((await press({ seen: fingerprint, nevertheless: "on" })).status).toBe(409);
    expect((await issueByNumber(context, 1))!.status).toBe("draft");
  });

  test("asks for a tick when it warned, and not when it did not", async () => {
    const stray = await aReader(context, list, "x@strays.example");
    const same = { email: "Reader1@readers.example", email_key: "Reader1@readers.example" };
    await context.db.updateTable("subscribers").set(same).where("id", "=", stray.id).execute();
    const { warnings, fingerprint } = await rehearsed();
    expect(warnings).toEqual([expect.stringContaining("a second one to the same mailbox")]);
    const unticked = await press({ seen: fingerprint });
    expect([unticked.status, unticked.data]).toEqual([409, { changed: false, unseen: true }]);
    expect((await issueByNumber(context, 1))!.status).toBe("draft");
    expect((await press({ seen: fingerprint, nevertheless: "on" })).location).toBe("/desk/issues/1");
  });

  test("needs none when nothing was found, nor when nobody rehearsed", async () => {
    const { fingerprint } = await question();
    expect((await press({ seen: fingerprint })).location).toBe("/desk/issues/1");
    const second = await anIssue(context, list);
    expect(second).toBe(2);
  });
});
