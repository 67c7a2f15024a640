import { describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import {
  currentWording,
  shownWording,
  versionsOf,
  wordingKey,
  writeWording,
} from "#app/models/consent/wordings.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing } from "../../support/newsroom.ts";

const texts = (context: TestContext) => versionsOf(context, "sign-up").then((all) => all.map(({ text }) => text));

async function aNewsroom() {
  const context = await testContext();
  return { context, list: await aBriefing(context) };
}

describe("what the sign-up form says (C-03)", () => {
  test("comes with Pressrun in the briefing's language, and is kept when somebody agrees to it", async () => {
    const { context } = await aNewsroom();
    const german = await currentWording(context, "sign-up", "de-AT");
    expect(german).toMatchObject({ id: null, language: "de", text: expect.stringContaining("Datenschutzerklärung") });
    expect(await texts(context)).toEqual([]);

    const kept = await shownWording(context, "sign-up", wordingKey(german.text));
    expect(kept).toMatchObject({ language: "de", version: 1, text: german.text, madeBy: "Pressrun" });
    expect(await shownWording(context, "sign-up", wordingKey(german.text))).toEqual(kept);
    expect(await texts(context)).toEqual([german.text]);
  });

  test("is changed only by a new version; the old ones stay", async () => {
    const { context } = await aNewsroom();
    const first = await currentWording(context, "sign-up");
    await shownWording(context, "sign-up", wordingKey(first.text));
    context.later(1000);
    expect(await writeWording(context, "sign-up", "Once a week. See our privacy policy.", "Ruth")).toEqual({
      version: 2,
    });
    expect(await currentWording(context, "sign-up")).toMatchObject({ version: 2, madeBy: "Ruth" });
    expect(await writeWording(context, "sign-up", "Once a week. See our privacy policy.", "Ruth")).toEqual({
      error: "same",
    });
    expect(await writeWording(context, "sign-up", first.text, "Ruth")).toEqual({ version: 3 });
    expect(await texts(context)).toEqual([first.text, "Once a week. See our privacy policy.", first.text]);
  });

  test("of an older release gives way to that of a newer one, but never what the desk wrote", async () => {
    const { context } = await aNewsroom();
    const { text } = await currentWording(context, "sign-up");
    await shownWording(context, "sign-up", wordingKey(text));
    await context.db.updateTable("wordings").set({ text: "What it said last year." }).execute();
    expect(await currentWording(context, "sign-up")).toMatchObject({ id: null, text });
    expect(await shownWording(context, "sign-up", wordingKey(text))).toMatchObject({ version: 2 });
  });

  test("two who are the first to agree keep one version", async () => {
    const { context } = await aNewsroom();
    const key = wordingKey((await currentWording(context, "sign-up")).text);
    await Promise.all(Array.from({ length: 5 }, () => shownWording(context, "sign-up", key)));
    expect(await texts(context)).toHaveLength(1);
  });
});

describe("the receipt names the text that was shown", () => {
  const signUpWith = async (wording: string) => {
    const { context, list } = await aNewsroom();
    const before = await currentWording(context, "sign-up");
    await shownWording(context, "sign-up", wordingKey(before.text));
    await writeWording(context, "sign-up", "Once a week.", "Ruth");
    const asked = { email: "ana@readers.example", name: "", listId: list.id, source: "/", ip: "", wording };
    await signUp(context, asked);
    const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
    const [receipt] = await consentOf(context, ana.id);
    expect((await verifyConsent(context)).fault).toBeNull();
    return { receipt, before };
  };

  test("also when the page is older than the newest version", async () => {
    const ours = (await currentWording((await aNewsroom()).context, "sign-up")).text;
    const { receipt, before } = await signUpWith(wordingKey(ours));
    expect(receipt).toMatchObject({ wording: before.text, version: 1, language: "en" });
  });

  test.each(["", "x", "'); drop table wordings", wordingKey("You owe us a million.")])(
    "the current one, when the form says %j",
    async (key) => {
      expect((await signUpWith(key)).receipt).toMatchObject({ wording: "Once a week.", version: 2 });
    },
  );
});
