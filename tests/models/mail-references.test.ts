import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { day } from "#app/models/durations.ts";
import { isOwnRecipient, openReference, referenceAddress, referenceToken } from "#app/models/mailReferences.server.ts";
import { monday, testContext } from "../support/context.ts";

const env = { BOUNCE_ADDRESS: "Bounces@bounces.example.org", REPLY_ADDRESS: "inbox@example.org" };
const hearing = () => testContext({ env });

test("an address names one delivery for one purpose, and fits into 64 octets with the longest mailbox (B-01)", async () => {
  const context = await testContext({ env: { ...env, BOUNCE_ADDRESS: `${"b".repeat(29)}@bounces.example.org` } });
  const most = 2 ** 31 - 1;
  const address = referenceAddress(context, "bounce", { editionId: most }, most, monday)!;
  expect(address).toMatch(/^b{29}\+be[a-z2-7]{32}@bounces\.example\.org$/);
  expect(address.split("@")[0]).toHaveLength(64);
  const opened = { editionId: most, letterId: null, subscriberId: most, day: Math.floor(monday / day) };
  expect(openReference(context, address)).toEqual({ purpose: "bounce", ...opened, isExpired: false });
});

test("a letter's reference and an edition's of the same number are two", async () => {
  const context = await hearing();
  const letter = referenceAddress(context, "reply", { letterId: 7 }, 4, monday)!;
  expect(letter).toMatch(/^inbox\+rl[a-z2-7]{32}@example\.org$/);
  expect(openReference(context, letter)).toMatchObject({ purpose: "reply", letterId: 7, editionId: null });
  expect(openReference(context, letter.replace("+rl", "+re"))).toBeNull();
  expect(openReference(context, letter.replace("+rl", "+bl"))).toBeNull();
});

test("its proof is 80 bits of the HMAC of kind and numbers, for each purpose others", async () => {
  const context = await hearing();
  const whole = fc.integer({ min: 0, max: 2 ** 31 - 1 });
  fc.assert(
    fc.property(whole, whole, (edition, reader) => {
      const text = referenceToken(context, "leave", { editionId: edition }, reader, monday);
      expect(openReference(context, text)).toMatchObject({ editionId: edition, subscriberId: reader });
      const payload = Buffer.alloc(10);
      payload.writeUInt32BE(edition, 0);
      payload.writeUInt32BE(reader, 4);
      payload.writeUInt16BE(Math.floor(monday / day), 8);
      const mac = createHmac("sha256", context.config.secrets[0]).update("pressrun mail edition\0");
      const bits = [...Buffer.concat([payload, mac.update(payload).digest().subarray(10, 20)])];
      const digits = bits.map((byte) => byte.toString(2).padStart(8, "0")).join("");
      const base32 = digits.match(/.{5}/g)!.map((five) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(five, 2)]);
      expect(text).toBe(`le${base32.join("")}`);
    }),
  );
});

test("any other letter in it opens nothing (8.32)", async () => {
  const context = await hearing();
  const text = referenceToken(context, "bounce", { editionId: 3 }, 41, monday);
  for (let place = 0; place < text.length; place += 1)
    for (const letter of "abcdefghijklmnopqrstuvwxyz234567") {
      const other = text.slice(0, place) + letter + text.slice(place + 1);
      if (other !== text) expect(openReference(context, other), other).toBeNull();
    }
  for (const other of ["", "bounces@bounces.example.org", text.slice(1), `${text}a`, "be".repeat(100_000)])
    expect(openReference(context, other)).toBeNull();
});

test("it survives servers that fold letters and rewrite addresses", async () => {
  const context = await hearing();
  const address = referenceAddress(context, "bounce", { editionId: 3 }, 41, monday)!;
  const [local] = address.split("@");
  for (const form of [
    address.toUpperCase(),
    `<${address}>`,
    `prvs=1234abcdef=${address}`,
    `SRS0=HHH=TT=bounces.example.org=${local}@forwarder.example`,
    `rfc822;${address}`,
    `bounces=2B${local!.split("+")[1]}@bounces.example.org`.replace("=2B", "-"),
  ])
    expect(openReference(context, form), form).toMatchObject({ editionId: 3, subscriberId: 41 });
});

test("a bounce's is good for 30 days, a leave's and an answer's for 400", async () => {
  const context = await hearing();
  const of = (purpose: "bounce" | "leave" | "reply") => referenceToken(context, purpose, { editionId: 1 }, 2, monday);
  const [bounce, leave, reply] = [of("bounce"), of("leave"), of("reply")];
  context.later(30 * day);
  expect(openReference(context, bounce)).toMatchObject({ isExpired: false });
  context.later(day);
  expect(openReference(context, bounce)).toMatchObject({ isExpired: true, subscriberId: 2 });
  context.later(369 * day);
  expect([leave, reply].map((text) => openReference(context, text)!.isExpired)).toEqual([false, false]);
  context.later(day);
  expect([leave, reply].map((text) => openReference(context, text)!.isExpired)).toEqual([true, true]);
});

test("a former secret still opens what it signed (H-13)", async () => {
  const context = await hearing();
  const text = referenceToken(context, "leave", { editionId: 1 }, 2, monday);
  const config = { ...context.config, secrets: ["a new secret", ...context.config.secrets] as [string, ...string[]] };
  expect(openReference({ ...context, config }, text)).toMatchObject({ subscriberId: 2 });
  expect(openReference({ ...context, config: { ...config, secrets: ["a new secret"] } }, text)).toBeNull();
});

test("without mailboxes there are no such addresses, and nobody writes to us", async () => {
  const context = await testContext();
  expect(referenceAddress(context, "bounce", { editionId: 1 }, 2, monday)).toBeNull();
  expect(referenceAddress(context, "reply", { editionId: 1 }, 2, monday)).toBeNull();
  expect(isOwnRecipient(context, "bounces@bounces.example.org")).toBe(false);
});

test("only our mailboxes, what is signed, and the host's own two are recipients of ours", async () => {
  const context = await hearing();
  const address = referenceAddress(context, "leave", { editionId: 1 }, 2, monday)!;
  for (const ours of [address, address.toUpperCase(), "bounces@BOUNCES.example.org", "postmaster@bounces.example.org"])
    expect(isOwnRecipient(context, ours), ours).toBe(true);
  for (const other of [
    address.replace(/@.*/, "@elsewhere.example"),
    "anybody@bounces.example.org",
    `bounces+be${"a".repeat(32)}@bounces.example.org`,
    "bounces@example.org",
    "postmaster",
    "",
  ])
    expect(isOwnRecipient(context, other), other).toBe(false);
});
