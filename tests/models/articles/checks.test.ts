import { beforeEach, describe, expect, test } from "vitest";
import { articleChecks, checkLevelsOf, reviewArticle, saveCheckLevels } from "#app/models/articles/checks.server.ts";
import { publishSheet } from "#app/models/articles/editing.server.ts";
import { sheetSchema } from "#app/models/articles/sheets.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { bodyOf } from "../../support/newsroom.ts";

let context: TestContext;
beforeEach(async () => {
  context = await testContext();
});

const picture = { type: "image", attrs: { src: `/images/${"a".repeat(32)}.jpg`, alt: "", width: 10, height: 10 } };
const gallery = { type: "gallery", attrs: { caption: "" }, content: [picture, picture] };
const sheet = (given: Record<string, unknown> = {}) =>
  sheetSchema.parse({ body: JSON.parse(bodyOf("Text.")) as unknown, ...given });
const review = (given: Record<string, unknown> = {}) => reviewArticle(context, sheet(given));

describe("the checks of an article", () => {
  test("name what is missing: the required, and what is wanted", async () => {
    const { required, wanted, article } = await review();
    expect([required, article]).toEqual([{ headline: ["Give the article a headline."] }, null]);
    expect(wanted).toEqual({ dek: ["Say below the headline why it matters."], sources: ["Name a source."] });
    const whole = { headline: "Robots", dek: "Why.", sources: [{ title: "The plan", url: "https://example.org" }] };
    expect(await review(whole)).toMatchObject({ required: {}, wanted: {}, article: { headline: "Robots" } });
  });

  test("see pictures without words, in galleries too, and an empty text", async () => {
    const { wanted } = await review({ headline: "Robots", body: { type: "doc", content: [gallery] } });
    expect(wanted.body).toEqual([articleChecks.text.says, articleChecks.pictures.says]);
  });

  test("ask once for what both form and checks ask for", async () => {
    const { required, wanted } = await review({ headline: "Robots", imageId: 1 });
    expect(required).toEqual({ imageAlt: [articleChecks.alt.says] });
    expect(wanted.imageCredit).toEqual([articleChecks.credit.says]);
  });

  test("are as strict as the briefing chooses, except for those that readers cannot do without", async () => {
    await saveCheckLevels(context, "Ruth", { dek: "required", sources: "off", topics: "wanted", headline: "off" });
    expect(await checkLevelsOf(context)).toMatchObject({ dek: "required", sources: "off", headline: "required" });
    const { required, wanted } = await review({ headline: "Robots" });
    expect(required).toEqual({ dek: [articleChecks.dek.says] });
    expect(wanted).toEqual({ topics: [articleChecks.topics.says] });
    const place = { id: null, version: 0, tab: "a-tab-of-ines", step: 1 };
    const tried = await publishSheet(context, "Ines", place, sheet({ headline: "Robots" }));
    expect(tried).toMatchObject({ error: "lacks", lacks: required });
    expect((await recentEvents(context, 5)).map(({ action, detail }) => `${action} ${detail}`)).toContain(
      "settings-saved checks",
    );
  });
});
