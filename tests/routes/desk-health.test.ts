import { beforeEach, expect, test } from "vitest";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { hearingRules } from "#app/models/inbound/hearingRules.server.ts";
import { workOnInbound } from "#app/models/inbound/work.server.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { aSite } from "../support/site.ts";

const path = "/desk/settings/health";
let context: TestContext;
let ruth: AtTheDesk;

beforeEach(async () => {
  ({ context } = await aSite());
  ruth = await atTheDesk(context, "operator");
});

/** The page after a form was sent, as text. */
async function after(fields: Record<string, string>) {
  const { status, text } = await ruth.post(path, fields);
  return {
    status,
    words: text
      .replace(/<!-- -->/g, "")
      .replace(/<[^>]+>/g, " ")
      .replace(/\s+/g, " "),
  };
}

test("the rules by which issues that come back suppress are kept, within limits", async () => {
  expect((await after({ softIssues: "5", softDays: "30" })).words).toContain("Saved.");
  expect(await hearingRules(context)).toEqual({ softIssues: 5, softDays: 30 });
  const refused = await after({ softIssues: "1", softDays: "30" });
  expect([refused.status, refused.words]).toEqual([400, expect.stringContaining("A whole number from 2 to 20.")]);
});

test("a test of the way back says what is missing, and sends in spite of complaints need a reason", async () => {
  expect(await after({ intent: "test" })).toMatchObject({
    status: 400,
    words: expect.stringMatching(/set BOUNCE_ADDRESS/),
  });
  expect(await after({ intent: "allow", why: " " })).toMatchObject({ status: 400 });
  expect(await after({ intent: "allow", why: "One list was mistaken" })).toMatchObject({
    ...{ status: 200, words: expect.stringContaining("go out for a week all the same") },
  });
});

test("a mail that nobody understood is shown as text, teaches a rule, and the rule is forgotten", async () => {
  const raw = Buffer.from(
    "From: <script>alert(1)</script> <postmaster@ice.example>\nSubject: From the ice\n\nThe penguins keep it.\n",
  );
  const sentTo = ["bounces@bounces.example.org"];
  await receiveInbound(context, [{ door: "pipe", provider: null, sentFrom: "", sentTo, raw }]);
  await workOnInbound(context);
  const { text } = await ruth.see(path);
  expect(text).toContain("The penguins keep it.");
  expect(text).not.toContain("<script>alert(1)");
  const lesson = { intent: "teach", messageId: "1", phrase: "The penguins keep it", kind: "soft" };
  expect(await after({ ...lesson, phrase: "walruses everywhere" })).toMatchObject({ status: 400 });
  expect(await after({ ...lesson, kind: "complaint" })).toMatchObject({ status: 400 });
  const taught = await after(lesson);
  expect([taught.status, taught.words]).toEqual([200, expect.stringMatching(/Learnt\. 1 mail .* is understood again/)]);
  expect((await after(lesson)).words).toContain("This phrase was taught already.");
  expect((await ruth.see(path)).text).toContain("Forget the rule The penguins keep it");
  expect((await after({ intent: "forget", rule: "1" })).words).toContain("The rule is gone.");
  expect(await after({ intent: "forget", rule: "1" })).toMatchObject({ status: 409 });
});
