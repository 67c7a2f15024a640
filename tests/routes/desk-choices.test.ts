import { expect, test } from "vitest";
import { runDigests } from "#app/models/digests/digests.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { ask } from "../support/ask.ts";
import { atTheDesk } from "../support/at-the-desk.ts";
import { aReaderWho } from "../support/choices.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

const day = 24 * 3_600_000;
const wordsOf = (html: string) =>
  html
    .replace(/<script[\s\S]*?<\/script>/g, "")
    .replace(/<[^>]+>/g, "")
    .replace(/\s+/g, " ");

test("the desk says whom an issue is for, what readers chose, and what became of the digests", async () => {
  const { context, list } = await aSite();
  const desk = await atTheDesk(context);
  const see = async (path: string) => wordsOf(String((await desk.see(path)).text));
  await aReader(context, list, "ana@example.org");
  await anArticle(context, { topics: ["Law"] });
  const bob = await aReaderWho(context, list, "bob@example.org", { frequency: "monthly" });
  const eve = await aReaderWho(context, list, "eve@example.org", {
    topics: ["law"],
    pausedUntil: context.clock() + 60 * day,
  });
  const number = await anIssue(context, list, { articles: [await anArticle(context, { topics: ["Markets"] })] });

  expect(await see(`/desk/issues/${number}/send`)).toContain(
    "of “The Robotics Briefing”; of its other active readers, 1 has paused, 1 gets the monthly digest instead",
  );
  expect(await see("/desk/lists")).toContain("Of these, 1 gets the monthly digest, 1 has paused, 1 chose topics.");
  expect(await see(`/desk/subscribers/${bob.id}`)).toContain("Gets the monthly digest in the place of single issues.");
  expect(await see(`/desk/subscribers/${eve.id}`)).toMatch(/Paused until .*Wants to read of law only\./);
  expect(await see("/desk/schedule")).toContain(
    "Next: Tuesday 1 December 2026, 09:00, with the headlines of November 2026.",
  );

  await sendIssue(context, number, "Ruth");
  context.later(8 * day);
  await runDigests(context);
  const again = await atTheDesk(context, "operator", "Tom");
  const said = async (path: string) => wordsOf(String((await again.see(path)).text));
  expect(await said("/desk/schedule")).toContain("November 2026The Robotics Briefing");
  expect(await said("/desk/schedule")).toContain("Waiting 1of 1 reader");
  expect(await said(`/desk/subscribers/${bob.id}`)).toContain("Digests for this reader");
  expect((await ask(context, "/desk/schedule")).status).not.toBe(200);
});
