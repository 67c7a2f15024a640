import { beforeEach, describe, expect, test } from "vitest";
import { lastEvent } from "#app/models/auditLog.server.ts";
import { countingOf, setCounting } from "#app/models/clicks/counting.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing } from "../../support/newsroom.ts";

let context: TestContext;
let listId: number;
beforeEach(async () => {
  context = await testContext();
  await aBriefing(context);
  listId = (await context.db.selectFrom("lists").select("id").executeTakeFirstOrThrow()).id;
});

describe("what a list counts", () => {
  test("nothing, unless an operator turns it on", async () => {
    expect(await countingOf(context, listId)).toEqual({ clicks: null, opens: null });
    expect(await setCounting(context, "Ines", listId, "clicks", true)).toBe(true);
    expect(await countingOf(context, listId)).toEqual({ clicks: context.clock(), opens: null });
  });

  test("turned off and on again, it counts from then", async () => {
    await setCounting(context, "Ines", listId, "clicks", true);
    context.later(1000);
    expect(await setCounting(context, "Ines", listId, "clicks", true)).toBe(false);
    expect(await setCounting(context, "Ines", listId, "clicks", false)).toBe(true);
    expect(await countingOf(context, listId)).toEqual({ clicks: null, opens: null });
    context.later(1000);
    await setCounting(context, "Ines", listId, "clicks", true);
    expect((await countingOf(context, listId)).clicks).toBe(context.clock());
  });

  test("clicks and opens are two choices, each in the activity log", async () => {
    await setCounting(context, "Ines", listId, "opens", true);
    await setCounting(context, "Tom", listId, "clicks", true);
    await setCounting(context, "Tom", listId, "opens", false);
    expect(await countingOf(context, listId)).toEqual({ clicks: context.clock(), opens: null });
    const about = `list ${listId}: `;
    expect((await lastEvent(context, "counting-set", `${about}opens off`))?.actor).toBe("Tom");
    expect((await lastEvent(context, "counting-set", `${about}opens on`))?.actor).toBe("Ines");
  });
});
