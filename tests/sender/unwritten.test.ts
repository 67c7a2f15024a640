import { beforeEach, expect, test } from "vitest";
import { enqueueTransactional } from "#app/models/deliveries/transactional.server.ts";
import { requestAddressChange } from "#app/models/readers/preferences/addressChange.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import type { Subscriber } from "#app/models/readers/subscribers.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { loadTemplates } from "#emails/render/templates.server.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, aReader } from "../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../support/smtp.ts";

const minute = 60_000;
const hour = 60 * minute;
let farEnd: FarEnd;
let context: TestContext;
let list: List;
let ana: Subscriber;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url, templates: loadTemplates() });
  list = await aBriefing(context);
  ana = await aReader(context, list, "ana@readers.example");
});

/** @returns what mends the template of welcomes */
function breakWelcomes(): () => void {
  const { sources } = context.templates;
  const whole = sources.welcome;
  sources.welcome = "<p>no MJML";
  return () => void (sources.welcome = whole);
}

const sendNext = async () => sendTransactional(context, await aLane(context));
const letters = () => context.db.selectFrom("letters").select(["kind", "status", "reply"]).orderBy("id").execute();

test("a letter that cannot be written by a fault of ours is put off, and goes out once that is mended", async () => {
  await enqueueTransactional(context, "welcome", ana.id, list.id);
  const mend = breakWelcomes();
  expect(await sendNext()).toBe(true);
  expect(await letters()).toMatchObject([
    { status: "queued", reply: expect.stringMatching(/^The message could not be written: .*welcome\.mjml/) as string },
  ]);
  expect(await sendNext()).toBe(false);
  mend();
  context.later(7 * minute);
  expect(await sendNext()).toBe(true);
  expect(await letters()).toMatchObject([{ status: "accepted" }]);
  expect(farEnd.messages).toHaveLength(1);
});

test("it keeps no other letter waiting, and is given up in the end", async () => {
  await enqueueTransactional(context, "welcome", ana.id, list.id);
  breakWelcomes();
  await sendNext();
  await enqueueTransactional(context, "reader-link", ana.id, list.id);
  await sendNext();
  expect(farEnd.messages).toHaveLength(1);
  for (let hours = 0; hours <= context.config.retryFor / hour; hours += 5) {
    context.later(5 * hour);
    await sendNext();
  }
  expect(await letters()).toMatchObject([
    { status: "refused", reply: expect.stringMatching(/^Given up after \d+ tries in /) as string },
    { status: "accepted" },
  ]);
});

test("a letter about what was taken back meanwhile is not tried again", async () => {
  const next = "new@readers.example";
  await requestAddressChange(context, { ...ana, suppressed: false }, { email: next, key: next });
  await context.db.deleteFrom("address_changes").execute();
  while (await sendNext());
  expect(farEnd.messages).toHaveLength(0);
  expect((await letters()).map(({ status }) => status)).not.toContain("queued");
});
