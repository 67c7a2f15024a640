import { beforeEach, expect, test } from "vitest";
import { getBriefing, savePrivacyPolicy } from "#app/models/briefing.server.ts";
import { setCounting } from "#app/models/clicks/counting.server.ts";
import { saveGrowthSettings } from "#app/models/growthSettings.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { noteReferral } from "#app/models/readers/referrals.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import { generatedPolicy } from "#app/models/site/privacyPolicy.server.ts";
import { ask } from "../support/ask.ts";
import { aReader } from "../support/newsroom.ts";
import type { TestContext } from "../support/context.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;

beforeEach(async () => {
  ({ context } = await aSite());
});

async function policyPage(): Promise<string> {
  const { status, text } = await ask(context, "/privacy");
  expect(status).toBe(200);
  return text.slice(text.indexOf("<main"), text.indexOf("</main"));
}

test("the policy made from the settings names who is responsible and how to reach them (C-13)", async () => {
  const text = await policyPage();
  expect(text).toContain("12 Harbour Street, Rotterdam, The Netherlands");
  expect(text).toContain('href="mailto:editors@briefing.example.org"');
  for (const words of ["Double opt-in", "No tracking pixels", "How to leave", "Your rights", "deleted after 30 days"])
    expect(text).toContain(words);
});

test("the policy says what is kept how long, as the code has it (C-10, C-13, C-22)", async () => {
  const text = await policyPage();
  for (const words of [
    "a link that works for 7 days; if nobody answers, one reminder at most follows after 2 days",
    "we remember for 30 days that an address was written to: in that time it gets no more than 3 of them",
    "browser’s name are erased from it after 30 days",
    "the wish is deleted after 7 days",
    "becomes a mere count after 365 days",
    `href="${context.config.appUrl}/reader"`,
  ])
    expect(text).toContain(words);
});

test("the operator's own policy stands in its place, its HTML shown as words (row 21)", async () => {
  const own =
    "## Ours\n\nWe *keep* little. <script>alert(1)</script> [a](javascript:alert(1)) [b](https://example.org/)";
  await savePrivacyPolicy(context, own);
  const text = await policyPage();
  expect(text).toContain("<h2>Ours</h2>");
  expect(text).toContain('<a href="https://example.org/" rel="noopener noreferrer">b</a>');
  expect(text).not.toMatch(/<script|href="javascript/);
  expect(text).not.toContain("Double opt-in");
});

test("it says by itself what the lists count, as long as it is known who clicked (C-13, C-20)", async () => {
  const [list] = await allLists(context);
  expect(await policyPage()).toContain("we do not know what you clicked");
  await setCounting(context, "Ines", list!.id, "clicks", true);
  const counting = await policyPage();
  expect(counting).toContain("<strong>What you click in an issue</strong>");
  expect(counting).toContain("are deleted after 30 days, and who clicked after 365 days");
  expect(counting).not.toContain("we do not know what you clicked");
  expect(counting).toContain("we do not know whether you opened an issue");
  await setCounting(context, "Ines", list!.id, "clicks", false);
  expect(await policyPage()).toContain("we do not know what you clicked");
  await context.db.updateTable("editions").set({ counts_clicks: 1, frozen_at: context.clock() }).execute();
  const sent = (await context.db.selectFrom("editions").select("id").execute()).length > 0;
  if (sent) expect(await policyPage()).toContain("What you click in an issue");
});

test.each(["de", "fr", "es", "ar"])("in %s too", async (language) => {
  const [list] = await allLists(context);
  await context.db.updateTable("briefing").set({ language }).execute();
  const without = await policyPage();
  await setCounting(context, "Ines", list!.id, "clicks", true);
  const points = (text: string) => [...text.matchAll(/<li>/g)].length;
  const counting = await policyPage();
  expect(counting).not.toBe(without);
  expect(points(counting)).toBe(points(without));
});

test("it says that links are passed on, as long as it is known by whose link anybody came", async () => {
  const [list] = await allLists(context);
  const without = "we do not know who recommended us to whom";
  expect(await policyPage()).toContain(without);
  const settings = { forwardedLine: "on", recommendsInArchive: "off" } as const;
  await saveGrowthSettings(context, { ...settings, shareLinks: "page" }, "Ines");
  expect(await policyPage()).toContain("By whose link you came");
  const [ana, bob] = [await aReader(context, list!, "ana@a.example"), await aReader(context, list!, "bob@a.example")];
  await noteReferral(context, { ...bob, isNew: true }, ana.id);
  await saveGrowthSettings(context, { ...settings, shareLinks: "off" }, "Ines");
  expect(await policyPage()).not.toContain(without);
  await erase(context, bob.id, "Ines");
  await saveGrowthSettings(context, { ...settings, shareLinks: "off" }, "Ines");
  expect(await policyPage()).toContain(without);
});

test("a policy of nothing but spaces is none", async () => {
  await savePrivacyPolicy(context, "  \n ");
  expect(await policyPage()).toContain("Double opt-in");
});

test("names and addresses with signs that Markdown knows come out as they were typed (row 23)", async () => {
  const briefing = (await getBriefing(context))!;
  await context.db
    .updateTable("briefing")
    .set({
      name: "*Robots* [x](https://evil.example) & <b>Co</b>",
      postal_address: "1. Street_of_Ten\n# Rotterdam\n- NL",
    })
    .execute();
  const text = (await policyPage()).replace(/<\/?strong>|<br\/>/g, "");
  expect(text).toContain("*Robots* [x](https://evil.example) &amp; &lt;b&gt;Co&lt;/b&gt;");
  expect(text).toContain("1. Street_of_Ten# Rotterdam- NL");
  const nothing = { clicks: false, opens: false, answers: false, sharing: false };
  expect(generatedPolicy(briefing, context.config.appUrl, nothing)).toContain("**The Robotics Briefing**");
});
