import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { hideTokens } from "#app/hideTokens.server.ts";
import { openLogger, pathForLog } from "#app/log.server.ts";
import { signLink, signReader } from "#app/models/clicks/linkAddresses.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { testContext, type TestContext } from "../support/context.ts";

let token: string;
let context: TestContext;
beforeEach(async () => {
  context = await testContext();
  const page = leaveUrls(context, 7, 1).page;
  token = page.slice(page.lastIndexOf("/") + 1);
});

/** Ways in which scanners, mail programs and people break a link. */
const broken = (token: string) => [
  `/unsubscribe/${token}`,
  `//unsubscribe//${token}`,
  `/Unsubscribe/${token}`,
  `/UNSUBSCRIBE/${token}/`,
  `/unsubscribe/${token})`,
  `/unsubscribe/${token}=3D`,
  `/unsubscribe/=3D${token}`,
  `/unsubscribe%2F${token}`,
  `/unsubscribe/${token.replace(/./g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`,
  `/unsubscribe/${token.slice(0, 12)}/${token.slice(12)}`,
  `/unsubscribe/${token.slice(0, 20)}%0A${token.slice(20)}`,
  `/unsubscribe?token=${token}`,
  `/?${token}`,
  `/articles/${token}`,
  `/articles/unsubscribe/${token}`,
  `/desk/sign-in/${token}`,
  `/${token}`,
  `/unsubscribe\\${token}`,
  `/unsubscribe/%`,
  `https://briefing.example.org/unsubscribe/${token}`,
];

/** Parts of it that nothing else has: eight signs are enough to find the rest. */
const pieces = (token: string) => [token.slice(0, 12), token.slice(12, 24), token.slice(-10)];

describe("a path in the log", () => {
  test("says which kind of page it was, and nothing of a token, however it is broken", () => {
    for (const path of broken(token)) {
      const told = pathForLog(path);
      expect(told, path).toMatch(/^\/([a-z-]+\/?)*…?$/);
      for (const piece of pieces(token)) expect(told, path).not.toContain(piece);
    }
  });

  test("names an article, an issue, a page of the desk", () => {
    expect(pathForLog("/articles/robots-that-pack?page=2")).toBe("/articles/robots-that-pack");
    expect(pathForLog("http://localhost:3000/desk/issues/12/send")).toBe("/desk/issues/…");
    expect(pathForLog("/desk/articles")).toBe("/desk/articles");
    expect(pathForLog("/search?q=ana%40readers.example")).toBe("/search");
    expect(pathForLog("/")).toBe("/");
  });

  test("says that it was a counted link, or an answer, and nothing of whose", () => {
    const [reader, link] = [
      signReader(context, 3, 7),
      signLink(context, { editionId: 3, n: 1, target: "https://a.example/b" }),
    ];
    for (const path of [
      `/l/${reader}/${link}`,
      `//l/${reader}//${link}`,
      `/L/${reader}/${link}?fbclid=1`,
      `/l%2F${reader}/${link}`,
    ])
      for (const piece of [...pieces(reader), ...pieces(link)]) {
        expect(pathForLog(path), path).not.toContain(piece);
        expect(hideTokens(`GET ${path} failed`), path).not.toContain(piece);
      }
    expect(pathForLog(`/l/${reader}/${link}`)).toBe("/l/…");
    expect(pathForLog(`/answer/${token}`)).toBe("/answer/…");
  });
});

describe("a line of the log", () => {
  test("has no token, wherever it was said", () => {
    const lines: string[] = [];
    const sink = new Writable({ write: (chunk: Buffer, _, done) => (lines.push(chunk.toString()), done()) });
    const log = openLogger(sink);
    for (const path of broken(token)) {
      const error = Object.assign(new Error(`No route matches URL "${path}"`), { input: path });
      log.error({ error, path }, `the URL path "${path}" could not be decoded`);
    }
    for (const line of lines) {
      expect(JSON.parse(line)).toHaveProperty("level", 50);
      for (const piece of pieces(token)) expect(line).not.toContain(piece);
    }
  });

  test("has no reader's address that the database named in a fault", () => {
    const lines: string[] = [];
    const log = openLogger({ write: (line) => void lines.push(line) });
    const detail = "Key (email_key)=(ana@readers.example) already exists.";
    log.error({ error: Object.assign(new Error("duplicate key"), { code: "23505", detail }) }, "a request failed");
    expect(lines.join("")).toContain("23505");
    expect(lines.join("")).not.toContain("ana@");
  });

  test("keeps what looks long but is no token", () => {
    const words = [
      "at createReadableStreamFromReadable (node:internal/streams:12)",
      "issue 12 paused: 3,000 of 4,000 readers are still to come",
      "8f14e45f-ceea-4a7a-9c2b-1d2f3a4b5c6d",
      "The address of the reader/ page",
    ];
    for (const word of words) expect(hideTokens(word)).toBe(word);
    expect(hideTokens(`cookie ${randomBytes(32).toString("base64url")}aA1`)).toBe("cookie …");
  });
});
