import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { openCountedReader, openLink, signLink, signReader } from "#app/models/clicks/linkAddresses.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

/** What an editor can write: anything without white space, brackets and double quotes that a browser takes for an address. */
const target = fc
  .tuple(
    fc.constantFrom("https://", "http://", "HTTPS://", "https://briefing.example.org", "https://briefing.example.org/"),
    fc.string({ unit: "grapheme", maxLength: 300 }),
  )
  .map(([start, rest]) => start + rest.replace(/[\s<>"]/gu, "").toWellFormed());

const samples = [
  "https://example.org/?utm_source=pressrun&utm_medium=mail#part-2",
  "https://example.org/100%/%zz/%E2%82%AC?q=a%20b&c=%2F%2f",
  "https://bücher.example/straße?größe=1#maß",
  "https://example.org/it's/('quoted')/[1]/{2}|3\\4^5`6",
  "https://user:word@example.org:8443/a//b/../c/./d;e=f,g?h?i=j&&k#l#m",
  "https://briefing.example.org",
  "https://briefing.example.org/articles/robots#top",
  "https://briefing.example.org.evil.example/articles",
  "https://briefing.example.org@evil.example/",
  "http://briefing.example.org/plain",
  `https://example.org/${"a".repeat(1980)}`,
  "https://example.org/שלום/مرحبا/你好/🤖",
];

describe("the address of a counted link", () => {
  test("leads exactly to what the editor wrote, byte for byte", () => {
    const same = (target: string, editionId: number, n: number) => {
      const link = { editionId, n, target };
      expect(openLink(context, signLink(context, link))).toEqual(link);
    };
    for (const sample of samples) same(sample, 12, 3);
    const whole = fc.integer({ min: 0, max: 2 ** 31 - 1 });
    fc.assert(fc.property(target, whole, whole, same), { numRuns: 2000 });
  });

  test("has nothing but letters that no program escapes", () => {
    fc.assert(
      fc.property(target, (target) => {
        expect(signLink(context, { editionId: 7, n: 1, target })).toMatch(/^[A-Za-z0-9_-]+$/);
      }),
    );
  });

  test("leads there whatever a mail program put behind it", () => {
    for (const target of samples) {
      const link = { editionId: 7, n: 2, target };
      const part = signLink(context, link);
      for (const more of [")", ".", ",", "=3D", "%22", "&gt;", "?fbclid=x", "#x", "/", "abc", "_", "-A", "’", "\\"])
        expect(openLink(context, part + more), more).toEqual(link);
    }
  });

  test("nobody makes another: a changed, cut or put together one leads nowhere (S-11)", () => {
    const signed = samples.map((target, n) => signLink(context, { editionId: 7, n, target }));
    const known = new Set(samples);
    const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const changed = fc
      .tuple(fc.constantFrom(...signed), fc.nat(), fc.constantFrom(...letters))
      .map(([part, at, letter]) => part.slice(0, at % part.length) + letter + part.slice((at % part.length) + 1));
    const cut = fc.tuple(fc.constantFrom(...signed), fc.nat()).map(([part, at]) => part.slice(0, at % part.length));
    const joined = fc
      .tuple(fc.constantFrom(...signed), fc.constantFrom(...signed), fc.nat(40))
      .map(([one, other, at]) => one.slice(0, at) + other.slice(at));
    const any = fc.base64String({ maxLength: 400 }).map((text) => text.replace(/\+/g, "-").replace(/\//g, "_"));
    const forged = fc
      .tuple(fc.uint8Array({ minLength: 12, maxLength: 12 }), fc.webUrl())
      .map(([proof, url]) =>
        Buffer.concat([proof, Buffer.from([7, 1, 0, url.length % 128]), Buffer.from(url)]).toString("base64url"),
      );
    fc.assert(
      fc.property(fc.oneof(changed, cut, joined, any, forged), (part) => {
        const opened = openLink(context, part);
        // A letter with bits to spare, or what stands behind the end, changes nothing.
        if (opened) expect(known).toContain(opened.target);
        if (opened) expect(opened.n).toBe(samples.indexOf(opened.target));
      }),
      { numRuns: 3000 },
    );
  });

  test("another installation’s, or another purpose’s, leads nowhere", async () => {
    const other = await testContext({ env: { APP_SECRET: "another secret for tests, 32 characters and more" } });
    const link = { editionId: 7, n: 1, target: "https://example.org/" };
    expect(openLink(other, signLink(context, link))).toBeNull();
    expect(openLink(context, signReader(context, 7, 1))).toBeNull();
    expect(openLink(context, "")).toBeNull();
    expect(openLink(context, "A".repeat(100_000))).toBeNull();
  });

  test("leads there also after the secret was changed (H-13)", async () => {
    const former = "the former secret for tests only and of no use elsewhere";
    const before = await testContext({ env: { APP_SECRET: former } });
    const env = { APP_SECRET: "the newest secret for tests and of no use", APP_SECRETS_FORMER: former };
    const later = await testContext({ env });
    expect(later.config.secrets).toHaveLength(2);
    const link = { editionId: 7, n: 1, target: "https://example.org/" };
    expect(openLink(later, signLink(before, link))).toEqual(link);
    expect(openCountedReader(later, 7, signReader(before, 7, 41))).toBe(41);
  });

  test("on our own site moves with it", async () => {
    const moved = await testContext({ env: { APP_URL: "https://new.example" } });
    const link = { editionId: 7, n: 1, target: "https://briefing.example.org/articles/robots?x=1#top" };
    expect(openLink(moved, signLink(context, link))?.target).toBe("https://new.example/articles/robots?x=1#top");
  });
});

describe("the reader’s part", () => {
  test("names one reader of one edition, in 20 letters", () => {
    const whole = fc.integer({ min: 1, max: 2 ** 31 - 1 });
    fc.assert(
      fc.property(whole, whole, whole, (edition, reader, other) => {
        const part = signReader(context, edition, reader);
        expect(part).toMatch(/^[A-Za-z0-9_-]{20}$/);
        expect(openCountedReader(context, edition, part)).toBe(reader);
        if (other !== edition) expect(openCountedReader(context, other, part)).toBeNull();
      }),
    );
  });

  test("any other letter in it names nobody", () => {
    const part = signReader(context, 7, 41);
    for (let place = 0; place < part.length; place += 1)
      for (const letter of "ABCXYZabcxyz0189-_.%") {
        const other = part.slice(0, place) + letter + part.slice(place + 1);
        if (other !== part) expect(openCountedReader(context, 7, other), other).toBeNull();
      }
    for (const other of ["", "-", part.slice(1), `${part}A`, "A".repeat(20)])
      expect(openCountedReader(context, 7, other)).toBeNull();
  });
});
