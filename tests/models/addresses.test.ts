import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskAddress, parseAddress, parseMailbox } from "#app/models/addresses.server.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { isProviderDomain } from "#app/models/mailboxProviders.server.ts";
import { growth } from "../support/work.ts";

const refused = [
  "",
  "a@b..c",
  ".a@x.org",
  "a.@x.org",
  "a@-x.org",
  "a@x-.org",
  "a@x",
  "@x.org",
  "a@",
  "a@@x.org",
  "a@x.org\r\nRCPT TO:<b@y.org>",
  "a@x.org%0d%0aBcc:b@y.org",
  "a%0d%0aBcc:@x.org",
  "a\u0000@x.org",
  "a@x\u2028.org",
  "a@x\u0085.org",
  "a@x.org,b@y.org",
  "a@x.org;b@y.org",
  "<a@x.org>",
  '"A" <a@x.org>',
  "mailto:a@x.org",
  "a@x.org?bcc=z@z.org",
  `${"l".repeat(65)}@x.org`,
  `a@${"d".repeat(64)}.org`,
  `a@${"d.".repeat(128)}org`,
  `${"a".repeat(10_000_000)}@x.org`,
  "a@xn--",
  "a@xn--a",
  "ａ＠ｘ．ｏｒｇ",
  "a\u202e@x.org",
  "a\u200d@x.org",
  "a@[127.0.0.1]",
  "a@[IPv6:::1]",
  "a@localhost",
  "a@x.invalid",
  "a@127.0.0.1",
  "a b@x.org",
  "a@x.org.",
];

function wordsFor(typed: string): string | null {
  const address = parseAddress(typed);
  return "error" in address ? wordAddressFault(address) : null;
}

describe("the address policy", () => {
  test.each(refused.map((address) => [address.slice(0, 60), address]))(
    "refuses %j with a sentence (E-07, rows 1 to 7)",
    (_shown, address) => {
      expect(wordsFor(address)).toMatch(/^[A-Z].*\.$/s);
    },
  );

  test.each<[string, (length: number) => string]>([
    ["a name of ten million letters", (length) => `${"a".repeat(length * 10_000)}@x.org`],
    ["a long name", (length) => `${"l".repeat(length)}@x.org`],
    ["many dots", (length) => `a@${"d.".repeat(length / 2)}org`],
    ["many signs", (length) => "@<,;".repeat(length / 4)],
  ])("%s take no more time than they are longer (row 25)", async (_what, address) => {
    expect(await growth((length) => wordsFor(address(length)), 960)).toBeLessThan(12);
  });

  test("refuses a local part beyond ASCII and says why (E-08)", () => {
    expect(wordsFor("жалоба@пример.рф")).toContain("letters a to z");
  });

  test("takes a domain in any script and writes it as A-labels (E-07, E-08)", () => {
    expect(parseAddress("info@пример.рф")).toMatchObject({ email: "info@xn--e1afmkfd.xn--p1ai" });
  });

  test("spellings that differ in case or composition are one address (rows 5 and 6)", () => {
    expect(parseAddress("A@X.org")).toEqual({ email: "A@x.org", key: "a@x.org" });
    expect(parseAddress("a@x.ORG")).toMatchObject({ key: "a@x.org" });
    expect(parseAddress("a@b\u00fcch.de")).toEqual(parseAddress("a@bu\u0308ch.de"));
  });

  test("keeps tags and dots, which are the reader's own business (row 6, C-26)", () => {
    expect(parseAddress("a+news@x.org")).toMatchObject({ key: "a+news@x.org" });
    expect(parseAddress("a.b@gmail.com")).toMatchObject({ key: "a.b@gmail.com" });
  });

  test("whatever it takes is one ASCII address that no header or command can be made of", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.emailAddress(), fc.string({ unit: "grapheme" })), (typed) => {
        const address = parseAddress(typed);
        if ("email" in address) expect(address.email).toMatch(/^[!-?A-~]+@[a-z0-9.-]+$/);
      }),
    );
  });
});

test("a masked address tells its owner who is meant and others nothing", () => {
  expect(maskAddress("maya.okafor@northline.example")).toBe("ma•••@northline.example");
  expect(maskAddress("a@x.org")).toBe("•••@x.org");
});

test.each(["gmail.com", "yahoo.co.uk", "mail.yahoo.fi", "GMX.at", "web.de", "proton.me"])(
  "%s is a mailbox provider's, so that no briefing may send From it (H-29)",
  (domain) => expect(isProviderDomain(`me@${domain}`)).toBe(true),
);

test.each(["notgmail.com", "ana.me.uk", "live.theatre.example", "t-online.de", "gmail.com.example"])(
  "a briefing may send From %s",
  (domain) => expect(isProviderDomain(`me@${domain}`)).toBe(false),
);

describe("a sender as operators write it (RFC 5322 3.4)", () => {
  test.each([
    ["weekly@x.org", "", "weekly@x.org"],
    ["<weekly@x.org>", "", "weekly@x.org"],
    ["The Briefing <weekly@X.org>", "The Briefing", "weekly@x.org"],
    ["The Briefing, Inc. <weekly@x.org>", "The Briefing, Inc.", "weekly@x.org"],
    ['"Briefing; \\"weekly\\"" <weekly@x.org>', 'Briefing; "weekly"', "weekly@x.org"],
    ["山田 <weekly@x.org>", "山田", "weekly@x.org"],
  ])("%s is one", (typed, name, email) => {
    expect(parseMailbox(typed)).toMatchObject({ name, email });
  });

  test.each([
    "a@x.org, b@y.org",
    "a@x.org; b@y.org",
    "a@x.org b@y.org",
    "A <a@x.org>, B <b@y.org>",
    "a@x.org, B <b@y.org>",
    '"a@x.org" <b@y.org>',
    "a@x.org <b@y.org>",
    "A <a@x.org> <b@y.org>",
    "Group: a@x.org, b@y.org;",
    "A <a@x.org",
    "A <>",
    "A\r\nBcc: b@y.org <a@x.org>",
    "",
  ])("%j is refused", (typed) => {
    expect(parseMailbox(typed)).toHaveProperty("error");
  });
});
