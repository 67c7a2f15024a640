import { beforeEach, describe, expect, test } from "vitest";
import { advanceDatabaseVersion, databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import * as claim from "#app/routes/desk.claim/route.tsx";
import * as desk from "#app/routes/desk/route.tsx";
import type { TestContext } from "../support/context.ts";
import { aDesk, anEditor, asked, cookieOf, outcomeOf } from "../support/desk.ts";
import { anIssue, aReader } from "../support/newsroom.ts";

let context: TestContext;
let ruth: string;
let tom: string;

/** The desk of a copy, which knows another APP_URL than the original. */
beforeEach(async () => {
  const original = await aDesk("owner");
  await aReader(original.context, original.list, "ana@readers.example");
  await sendIssue(
    original.context,
    await anIssue(original.context, original.list, { subject: "What robots pack" }),
    "Ines",
  );
  await advanceDatabaseVersion(original.context);
  const { config } = original.context;
  context = { ...original.context, config: { ...config, appUrl: "https://staging.example.org" } };
  ruth = await cookieOf(context, await anEditor(context, "Ruth", "operator"));
  tom = await cookieOf(context, await anEditor(context, "Tom", "editor"));
});

const see = <T>(page: { loader: (args: ReturnType<typeof asked>) => Promise<unknown> }, cookie: string) =>
  outcomeOf<T>(page.loader(asked(context, "/desk/claim", { cookie })));
const press = (cookie: string) => outcomeOf(claim.action(asked(context, "/desk/claim", { cookie, form: {} })));

describe("a copy’s desk", () => {
  test("says on every page that nothing is sent, and to whom it belongs to change that", async () => {
    type Frame = { home: { away: string; mayClaim: boolean } };
    const [hers, his] = [await see<Frame>(desk, ruth), await see<Frame>(desk, tom)];
    expect(hers.data.home).toEqual({ away: expect.stringContaining("it may be a copy") as string, mayClaim: true });
    expect(his.data.home.mayClaim).toBe(false);
  });

  test("shows an operator what would go on at once", async () => {
    expect((await see(claim, ruth)).data).toMatchObject({ sending: [{ number: 1, subject: "What robots pack" }] });
  });

  test("is claimed by an operator and by nobody below (S-15)", async () => {
    expect([(await see(claim, tom)).status, (await press(tom)).status]).toEqual([403, 403]);
    expect((await press("")).location).toMatch(/^\/desk\/sign-in/);
    expect(await databaseFault(context)).not.toBeNull();
    expect((await press(ruth)).status).toBe(200);
    expect(await databaseFault(context)).toBeNull();
    expect((await see<{ home: unknown }>(desk, tom)).data.home).toBeNull();
  });
});
