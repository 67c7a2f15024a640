import { beforeEach, describe, expect, test } from "vitest";
import { briefingSchema, getBriefing, saveBriefing, savePrivacyPolicy } from "#app/models/briefing.server.ts";
import { setUpBriefing } from "#app/models/desk/setUp.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { privacyPolicySchema } from "#app/models/site/privacyPolicy.server.ts";
import { testContext, type TestContext } from "../support/context.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const given = {
  name: "The Robotics Briefing",
  pitch: "Weekly intelligence on automation.",
  fromName: "The Robotics Briefing",
  fromAddress: "editors@briefing.example",
  postalAddress: "12 Harbour Street\r\nRotterdam",
  timeZone: "Europe/Amsterdam",
};

describe("a briefing", () => {
  test("is there once; the second set-up is told so", async () => {
    expect(await getBriefing(context)).toBeNull();
    expect(await setUpBriefing(context, briefingSchema.parse(given))).toEqual({ created: true });
    const again = briefingSchema.parse({ ...given, name: "Another" });
    expect(await setUpBriefing(context, again)).toEqual({ error: "already-set-up" });
    expect(await getBriefing(context)).toMatchObject({
      name: "The Robotics Briefing",
      replyTo: null,
      privacyPolicy: null,
    });
    expect(await firstList(context)).toMatchObject({ slug: "weekly", name: "The Robotics Briefing" });
  });

  test("speaks English until another of our languages is chosen, and keeps it", async () => {
    const language = async () => (await getBriefing(context))!.language;
    await setUpBriefing(context, briefingSchema.parse(given));
    expect(await language()).toBe("en");
    await saveBriefing(context, briefingSchema.parse({ ...given, language: "de-at" }));
    expect(await language()).toBe("de-AT");
    await saveBriefing(context, briefingSchema.parse({ ...given, name: "Robots Weekly" }));
    expect(await language()).toBe("de-AT");
  });

  test("can be changed in every part; its privacy policy stays apart", async () => {
    await setUpBriefing(context, briefingSchema.parse(given));
    await savePrivacyPolicy(context, "## Ours");
    await saveBriefing(
      context,
      briefingSchema.parse({ ...given, name: "Robots Weekly", replyTo: "desk@briefing.example" }),
    );
    const saved = await getBriefing(context);
    expect(saved).toMatchObject({ name: "Robots Weekly", replyTo: "desk@briefing.example", privacyPolicy: "## Ours" });
  });

  test.each([
    ["name", { name: "" }],
    ["name", { name: "x".repeat(81) }],
    ["fromName", { fromName: "Briefing\r\nBcc: all@example.org" }],
    ["fromName", { fromName: "x".repeat(500) }],
    ["fromName", { fromName: "a\u202eb" }],
    ["fromAddress", { fromAddress: "news@gmail.com" }],
    ["fromAddress", { fromAddress: "a@x.org, b@y.org" }],
    ["fromAddress", { fromAddress: "a@x.org\r\nRCPT TO:<b@y.org>" }],
    ["replyTo", { replyTo: "desk" }],
    ["postalAddress", { postalAddress: "Here" }],
    ["postalAddress", { postalAddress: "12 Harbour Street\u0000" }],
    ["postalAddress", { postalAddress: "x".repeat(301) }],
    ["timeZone", { timeZone: "Mars/Olympus" }],
    ["timeZone", { timeZone: "" }],
    ["language", { language: "nl" }],
    ["language", { language: "" }],
    ["language", { language: "en-x" }],
    ["language", { language: "constructor" }],
    ["language", { language: 'de"><script>' }],
  ])("cannot have a faulty %s: %j (STANDARDS 8, nos. 19 and 20)", (field, part) => {
    expect(briefingSchema.safeParse({ ...given, ...part }).error?.issues[0]?.path).toEqual([field]);
  });

  test.each(['"; <evil@x>', "=?utf-8?q?x?=", "back\\slash", "O’Brien & Søns"])("may be sent by %j", (fromName) => {
    expect(briefingSchema.parse({ ...given, fromName }).fromName).toBe(fromName);
  });
});

describe("a privacy policy of one's own", () => {
  test("that is empty goes back to the generated text", () => {
    expect(privacyPolicySchema.parse({ policy: "  \r\n " })).toEqual({ policy: null });
    expect(privacyPolicySchema.parse({})).toEqual({ policy: null });
  });

  test.each([["a\u0000b"], ["x".repeat(50_001)], ["[words](ftp://example.org)"]])("of %j is refused", (policy) => {
    expect(privacyPolicySchema.safeParse({ policy }).success).toBe(false);
  });
});
