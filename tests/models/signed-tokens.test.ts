import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openToken, signToken } from "#app/models/signedTokens.server.ts";
import { testContext } from "../support/context.ts";

test("a token gives back what it was made of, for its own purpose only (H-11)", async () => {
  const context = await testContext();
  const token = signToken(context, "unsubscribe", [3, 41]);
  expect(token).toMatch(/^[A-Za-z0-9_-]{38}$/);
  expect(openToken(context, "unsubscribe", token)).toEqual([3, 41]);
  expect(openToken(context, "confirm", token)).toBeNull();
});

test("a token's MAC is the HMAC of its purpose and numbers, for secrets of any length", async () => {
  const context = await testContext();
  const whole = fc.integer({ min: 0, max: 2 ** 47 });
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 90 }), fc.array(whole, { maxLength: 5 }), (secret, numbers) => {
      const config = { ...context.config, secrets: [secret] as [string] };
      const bytes = Buffer.from(signToken({ ...context, config }, "fresh reader", numbers), "base64url");
      const payload = bytes.subarray(0, -16);
      const mac = createHmac("sha256", secret).update("pressrun fresh reader\0").update(payload).digest();
      expect(payload).toHaveLength(6 * numbers.length);
      expect(bytes.subarray(-16)).toEqual(mac.subarray(0, 16));
    }),
  );
});

test("any other spelling of a token opens nothing (H-12, row 10)", async () => {
  const context = await testContext();
  const token = signToken(context, "unsubscribe", [3, 41]);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (let place = 0; place < token.length; place += 1) {
    for (const letter of alphabet) {
      const other = token.slice(0, place) + letter + token.slice(place + 1);
      if (other !== token) expect(openToken(context, "unsubscribe", other), other).toBeNull();
    }
  }
  for (const other of [token.slice(1), token.slice(0, -1), token.toUpperCase(), `${token}A`, "", "x".repeat(10_000)])
    expect(openToken(context, "unsubscribe", other)).toBeNull();
});

test("what a mail client leaves behind a link does no harm (row 10)", async () => {
  const context = await testContext();
  const token = signToken(context, "unsubscribe", [3, 41]);
  for (const end of [")", ".", ">", ",", "=3D", "%29"])
    expect(openToken(context, "unsubscribe", token + end)).toEqual([3, 41]);
});

test("a token outlives its secret as long as that is kept among the former ones (H-13)", async () => {
  const before = await testContext();
  const token = signToken(before, "unsubscribe", [3, 41]);
  const withSecrets = (...secrets: [string, ...string[]]) => ({ ...before, config: { ...before.config, secrets } });
  const kept = withSecrets("n".repeat(32), before.config.secrets[0]);
  const dropped = withSecrets("n".repeat(32));
  expect(openToken(kept, "unsubscribe", token)).toEqual([3, 41]);
  expect(openToken(dropped, "unsubscribe", token)).toBeNull();
});

test("nothing that was not sealed opens", async () => {
  const context = await testContext();
  fc.assert(fc.property(fc.string(), (text) => openToken(context, "unsubscribe", text) === null));
});
