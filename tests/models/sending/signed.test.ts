import { beforeEach, expect, test } from "vitest";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { sendReview } from "#app/models/sending/review.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendTest } from "#app/models/sending/testSend.server.ts";
import { loadDkim, noSigner, type DkimSigner } from "#emails/dkim/keys.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { pemOf, rsa } from "../../support/dkim.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";

const pair = rsa();
const keyOf = (domain: string, privateKey = pemOf(pair)) =>
  loadDkim({ folder: "", given: { domain, selector: "p2026q4", privateKey } });

let context: TestContext;
let list: List;
let number: number;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
  await aReader(context, list, "ana@readers.example");
  number = await anIssue(context, list);
});

/** The same installation, with another key. */
const signingWith = (dkim: DkimSigner) => ({ ...context, dkim });

const bad: [string, DkimSigner, RegExp][] = [
  ["that is none", keyOf("example.org", "nothing"), /DKIM_PRIVATE_KEY is not a private key/],
  ["of too few bits", keyOf("example.org", pemOf(rsa(768))), /768 bits/],
  ["of another domain than the From address", keyOf("other.example"), /the key is for other\.example/],
  ["whose record is another key's", { ...keyOf("example.org"), published: rsa().publicKey }, /does not verify/],
];

test.each(bad)(
  "D-03: a key %s stops the send and the test send, in words, and nothing is begun",
  async (_what, dkim, words) => {
    const context = signingWith(dkim);
    const why = expect.stringMatching(words) as string;
    expect(await sendReview(context, number)).toMatchObject({ faults: [{ about: "settings", message: why }] });
    expect(await sendIssue(context, number, "Ruth")).toEqual({
      error: "faults",
      faults: [{ error: "cannot-sign", why }],
    });
    expect(await sendTest(context, number, "ruth@readers.example", { id: 1, name: "Ruth" })).toEqual({
      error: "cannot-send",
      why,
    });
    expect((await issueByNumber(context, number))!.status).toBe("draft");
  },
);

test.each([
  ["no key of ours", noSigner],
  ["a key of the From address's domain", keyOf("briefing.example.org")],
  ["a key of the domain above it", keyOf("example.org")],
])("D-03, D-12: with %s the issue goes", async (_what, dkim) => {
  expect(await sendIssue(signingWith(dkim), number, "Ruth")).toMatchObject({ counts: { total: 1 } });
});
