import { beforeEach, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { openReader, readerUrl, type ReaderOfLink } from "#app/models/readers/links.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import {
  addressChangeOf,
  agreeToAddress,
  cancelChange,
  changeDays,
  forgetOldChanges,
  openAddressChange,
  refuseAddress,
  requestAddressChange,
} from "#app/models/readers/preferences/addressChange.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppress, suppressionOf } from "#app/models/readers/suppressions.server.ts";
import { leaveUrls, openLeave } from "#app/models/readers/unsubscribe.server.ts";
import { closeConnection } from "#app/sender/connection.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aLane } from "../../../support/lane.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";
import { startFarEnd, type FarEnd } from "../../../support/smtp.ts";

const day = 24 * 3_600_000;
const [old, next] = ["ana@readers.example", "Ana.New@elsewhere.example"];
const address = (email: string) => ({ email, key: email.toLowerCase() });
let context: TestContext;
let list: List;
let farEnd: FarEnd;
let ana: ReaderOfLink;

beforeEach(async () => {
  farEnd = await startFarEnd();
  context = await testContext({ smtpUrl: farEnd.url });
  list = await aBriefing(context);
  ana = { ...(await aReader(context, list, old, "Ana")), suppressed: false };
});

/** Sends what waits. @returns the token behind the button of the latest mail to `email` */
async function buttonFor(email: string): Promise<string | undefined> {
  const lane = await aLane(context);
  while (await sendTransactional(context, lane));
  closeConnection(lane);
  const mail = (await farEnd.parsed(email)).at(-1);
  return /\/address\/([\w-]+)/.exec(mail?.text ?? "")?.[1];
}

async function askBoth() {
  await requestAddressChange(context, ana, address(next));
  return { oldToken: (await buttonFor(old))!, newToken: (await buttonFor(next))! };
}

test("it changes only when both addresses have agreed, in either order, and looking changes nothing", async () => {
  const { oldToken, newToken } = await askBoth();
  expect(await openAddressChange(context, oldToken)).toMatchObject({ side: "old", state: "open", page: null });
  await agreeToAddress(context, newToken, "192.0.2.1");
  await agreeToAddress(context, newToken, "192.0.2.1");
  expect(await openAddressChange(context, newToken)).toMatchObject({ state: "agreed", page: null });
  expect(await addressChangeOf(context, ana.id)).toMatchObject({ oldAgreed: false, newAgreed: true });
  expect(await subscriberByEmail(context, old)).toBeDefined();
  await agreeToAddress(context, oldToken, "192.0.2.1");
  expect(await subscriberByEmail(context, old)).toBeUndefined();
  expect(await subscriberByEmail(context, next)).toMatchObject({ id: ana.id, email: next, name: "Ana" });
  expect((await consentOf(context, ana.id)).at(-1)).toMatchObject({
    kind: "address-changed",
    list: "",
    detail: null,
    source: "change of address",
    address: next,
  });
});

test("each mail masks the address that is not its own", async () => {
  await askBoth();
  const [toOld] = await farEnd.parsed(old);
  const [toNew] = await farEnd.parsed(next);
  expect(toOld!.text).toContain(old);
  expect(toOld!.text! + String(toOld!.html)).not.toContain("Ana.New");
  expect(toNew!.text).toContain("an•••@readers.example");
  expect(toNew!.text! + String(toNew!.html)).not.toContain("ana@readers");
});

test("unsubscribe links keep working after it; links to the page that the old mailbox holds do not (H-13)", async () => {
  const page = readerUrl(context, ana.id, context.clock()).split("/").pop()!;
  const leaving = leaveUrls(context, ana.id, list.id).page.split("/").pop()!;
  const { oldToken, newToken } = await askBoth();
  context.later(1000);
  await agreeToAddress(context, oldToken, "");
  expect(await openReader(context, page)).toMatchObject({ email: old });
  await agreeToAddress(context, newToken, "");
  expect(await openReader(context, page)).toBeNull();
  expect(await openLeave(context, leaving)).toMatchObject({ email: next, ended: false });
  const done = (await openAddressChange(context, newToken))!;
  expect(await openReader(context, done.page!.split("/").pop()!)).toMatchObject({ id: ana.id, email: next });
  expect(await openAddressChange(context, oldToken)).toMatchObject({ state: "done", page: null });
});

test("after seven days, taken back, refused or asked for anew, its buttons do nothing", async () => {
  const { oldToken, newToken } = await askBoth();
  await requestAddressChange(context, ana, address("third@elsewhere.example"));
  expect(await agreeToAddress(context, newToken, "")).toBe(false);
  const third = (await buttonFor("third@elsewhere.example"))!;
  await cancelChange(context, ana.id);
  expect(await agreeToAddress(context, third, "")).toBe(false);
  context.later(day);
  const again = await askBoth();
  expect(await refuseAddress(context, again.oldToken)).toBe(true);
  expect(await agreeToAddress(context, again.newToken, "")).toBe(false);
  context.later(day);
  const last = await askBoth();
  context.later(7 * day);
  expect(await agreeToAddress(context, last.oldToken, "")).toBe(false);
  expect(await openAddressChange(context, last.newToken)).toBeNull();
  expect(await openAddressChange(context, oldToken)).toBeNull();
  expect(await subscriberByEmail(context, old)).toBeDefined();
});

test("after seven days nothing of it is kept, whether it was done or not (C-10)", async () => {
  const rows = () => context.db.selectFrom("address_changes").select("email").execute();
  await requestAddressChange(context, ana, address(next));
  context.later(changeDays * day - 1);
  await forgetOldChanges(context);
  expect(await rows()).toHaveLength(1);
  context.later(1);
  await forgetOldChanges(context);
  expect(await rows()).toEqual([]);
});

test("an address that is a subscriber's already is told so, alone; the one who asked sees no difference", async () => {
  await aReader(context, list, next, "Another");
  await requestAddressChange(context, ana, address(next));
  expect(await buttonFor(next)).toBeUndefined();
  const [mail] = await farEnd.parsed(next);
  expect(mail!.text).toContain("This address is known here already");
  expect(mail!.text).toContain("/reader/");
  await agreeToAddress(context, (await buttonFor(old))!, "");
  expect(await addressChangeOf(context, ana.id)).toMatchObject({ oldAgreed: true, newAgreed: false });
  expect((await subscriberByEmail(context, next))!.id).not.toBe(ana.id);
});

test("who signs up with it before both have agreed keeps it", async () => {
  const { oldToken, newToken } = await askBoth();
  await agreeToAddress(context, newToken, "");
  const other = await aReader(context, list, next);
  expect(await agreeToAddress(context, oldToken, "")).toBe(true);
  expect((await subscriberByEmail(context, old))!.id).toBe(ana.id);
  expect((await subscriberByEmail(context, next))!.id).toBe(other.id);
  expect(await openAddressChange(context, newToken)).toMatchObject({ state: "taken" });
});

test("a wish that is taken back before its mails left sends none", async () => {
  await requestAddressChange(context, ana, address(next));
  await cancelChange(context, ana.id);
  await buttonFor(old);
  expect(farEnd.messages).toEqual([]);
});

test("a suppressed address is not written to; an erased one, that its owner wants again, is (P-04, C-08)", async () => {
  await suppress(context, next, "complaint");
  await requestAddressChange(context, ana, address(next));
  expect(await buttonFor(next)).toBeUndefined();
  expect(await buttonFor(old)).toBeDefined();
  const gone = await aReader(context, list, "gone@readers.example");
  await erase(context, gone.id, "the reader");
  await requestAddressChange(context, ana, address("gone@readers.example"));
  await agreeToAddress(context, (await buttonFor("gone@readers.example"))!, "");
  expect(await suppressionOf(context, "gone@readers.example")).toBe("erased");
  await agreeToAddress(context, (await buttonFor(old))!, "");
  expect(await suppressionOf(context, "gone@readers.example")).toBeNull();
  expect((await subscriberByEmail(context, "gone@readers.example"))!.id).toBe(ana.id);
});

test("a forwarded link cannot be used to flood anybody: one mail a day to an address, three wishes a day (C-22)", async () => {
  for (let i = 0; i < 10; i += 1) await requestAddressChange(context, ana, address(next));
  for (let i = 0; i < 10; i += 1) await requestAddressChange(context, ana, address(`n${i}@elsewhere.example`));
  expect(await requestAddressChange(context, ana, address("n9@elsewhere.example"))).toEqual({ error: "too-many" });
  await buttonFor(old);
  expect((await farEnd.parsed(next)).length).toBeLessThanOrEqual(1);
  expect(farEnd.messages.length).toBeLessThanOrEqual(6);
});

test("the same wish once more stands, and one too many leaves the former as it is", async () => {
  const wanted = async () =>
    (await context.db.selectFrom("address_changes").select(["id", "email"]).execute()).map(({ email }) => email);
  for (let i = 0; i < 5; i += 1) expect(await requestAddressChange(context, ana, address(next))).toBeNull();
  expect(await requestAddressChange(context, ana, address("second@elsewhere.example"))).toBeNull();
  expect(await requestAddressChange(context, ana, address("third@elsewhere.example"))).toBeNull();
  expect(await requestAddressChange(context, ana, address("fourth@elsewhere.example"))).toEqual({ error: "too-many" });
  expect(await wanted()).toEqual(["third@elsewhere.example"]);
});
