import { describe, expect, test } from "vitest";
import {
  addRecommendation,
  moveRecommendation,
  mostRecommended,
  recommendations,
  recommendationSchema,
  removeRecommendation,
  saveRecommendation,
} from "#app/models/growth/recommendations.server.ts";
import { siteVersion } from "#app/models/site/version.server.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing } from "../../support/newsroom.ts";

const briefing = (name: string) => ({
  name,
  url: `https://${name.toLowerCase()}.example/subscribe`,
  says: "It is good.",
});

describe("a recommended briefing", () => {
  test("is added at the end, moved, changed and taken away; readers’ pages change with it", async () => {
    const context = await testContext();
    await aBriefing(context);
    const before = await siteVersion(context);
    for (const name of ["Ports", "Ships", "Tides"]) await addRecommendation(context, briefing(name), "Ines");
    expect(await siteVersion(context)).toBeGreaterThan(before);
    const [ports, , tides] = await recommendations(context);
    await moveRecommendation(context, tides!.id, "up");
    await moveRecommendation(context, ports!.id, "up");
    await saveRecommendation(context, ports!.id, briefing("Harbours"), "Ines");
    const names = async () => (await recommendations(context)).map(({ name }) => name);
    expect(await names()).toEqual(["Harbours", "Tides", "Ships"]);
    expect(await removeRecommendation(context, tides!.id, "Ines")).toBe("Tides");
    expect(await removeRecommendation(context, tides!.id, "Ines")).toBeNull();
    expect(await saveRecommendation(context, tides!.id, briefing("Tides"), "Ines")).toBe(false);
    expect(await names()).toEqual(["Harbours", "Ships"]);
  });

  test("is one of twelve at most", async () => {
    const context = await testContext();
    await aBriefing(context);
    for (let i = 0; i < mostRecommended; i += 1) await addRecommendation(context, briefing(`B${i}`), "Ines");
    expect(await addRecommendation(context, briefing("More"), "Ines")).toEqual({ error: "full" });
  });

  test.each([
    ["https://ports.example/subscribe?from=us", true],
    [" http://ports.example ", true],
    ["javascript:alert(1)", false],
    ["data:text/html,x", false],
    ["//ports.example", false],
    ["https://bank.example@ports.example/", false],
    ["https://localhost/", false],
    ['https://ports.example/"onclick', false],
    ["https://ports.example/ two", false],
    [`https://ports.example/${"x".repeat(500)}`, false],
  ])("has a safe address: %s is %s", (url, isSafe) => {
    expect(recommendationSchema.safeParse({ name: "Ports", url, says: "It is good." }).success).toBe(isSafe);
  });
});
