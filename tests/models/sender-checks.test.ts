import { expect, test } from "vitest";
import { senderCheckIn } from "#app/models/senderChecks.server.ts";

const mail = (...head: string[]) =>
  Buffer.from(`${head.join("\r\n")}\r\n\r\nAuthentication-Results: mx.example.org; dmarc=pass`);
const from = "From: Ana <ana@readers.example>";
const by = (results: string, server = "mx.example.org") => `Authentication-Results: ${server}; ${results}`;

test.each([
  ["passed", [by("dmarc=pass header.from=readers.example"), from]],
  ["passed", [by("dkim=pass header.d=readers.example"), from]],
  ["passed", [by("dkim=pass header.i=@mail.readers.example; spf=fail smtp.mailfrom=x.example"), from]],
  ["passed", [by("spf=pass (a comment; dmarc=fail)\r\n\tsmtp.mailfrom=ana@readers.example"), from]],
  ["passed", [by("dmarc=none; spf=pass smtp.mailfrom=readers.example", "MX.example.org 1"), from]],
  ["failed", [by("dmarc=fail (p=none); dkim=pass header.d=readers.example"), from]],
  ["failed", [by("dkim=pass header.d=elsewhere.example; spf=pass smtp.mailfrom=elsewhere.example"), from]],
  ["failed", [by("dkim=pass header.d=example"), from]],
  ["failed", [by("dkim=fail header.d=readers.example"), from]],
  ["failed", [by("none"), from]],
  ["failed", [by("dkim=pass header.d=readers.example"), from, "From: Ben <ben@bad.example>"]],
  // The newest stands first; what was there before it came is anybody's.
  ["failed", [by("dmarc=fail"), by("dmarc=pass"), from]],
  [null, [by("dmarc=pass", "elsewhere.example"), from]],
  [null, [from]],
] as const)("the mail server says: %s", (check, head) => {
  expect(senderCheckIn(mail(...head), "mx.example.org")).toBe(check);
});

test("without a name of the server nothing is believed", () => {
  expect(senderCheckIn(mail(by("dmarc=fail"), from), null)).toBeNull();
});
