import { hostname } from "node:os";
import { beforeEach, describe, expect, test } from "vitest";
import { processSpace } from "#app/models/instance/processSpace.server.ts";
import {
  goneProcesses,
  keepAlive,
  noSightings,
  registerProcess,
  shareOf,
} from "#app/models/instance/senderProcesses.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";

const second = 1000;
/** Above what the system gives to processes. */
const nobody = 2 ** 22 + 1;
/** As another container of this machine, or another machine, would have it: with our host name. */
const elsewhere = `${hostname()} 00000000-0000-4000-8000-000000000000 pid:[4026532000]`;

let context: TestContext;
let sightings: ReturnType<typeof noSightings>;

beforeEach(async () => {
  context = await testContext();
  sightings = noSightings();
});

/** Another sender, which shows once that it lives. */
async function another(given: { host?: string; seen_at?: number; pid?: number }): Promise<string> {
  const id = await registerProcess(context);
  const row = { host: elsewhere, pid: nobody, ...given };
  await context.db.updateTable("sender_processes").set(row).where("id", "=", id).execute();
  return id;
}

const sign = (id: string, seen_at: number) =>
  context.db.updateTable("sender_processes").set({ seen_at }).where("id", "=", id).execute();

/** Looks each second, for so many seconds. @returns the second in which it was gone, or null */
async function goneAfter(id: string, seconds: number, each: (now: number) => Promise<unknown> = async () => {}) {
  for (let i = 0; i <= seconds; i += 1) {
    await each(context.clock());
    if ((await goneProcesses(context, sightings)).includes(id)) return i;
    context.later(second);
  }
  return null;
}

describe("a sender is gone", () => {
  test("at once when its process has ended among our own", async () => {
    const id = await another({ host: processSpace() });
    expect(await goneProcesses(context, sightings)).toEqual([id]);
  });

  test("after a minute without a sign, elsewhere", async () => {
    expect(await goneAfter(await another({}), 200)).toBe(61);
  });

  test("after a quarter of a minute, when it had shown none for long as we began", async () => {
    expect(await goneAfter(await another({ seen_at: 0 }), 200)).toBe(16);
  });
});

describe("a sender is not gone", () => {
  test("because another space of the same host name has no process of its id", async () => {
    const id = await another({});
    expect(await goneAfter(id, 200, (now) => sign(id, now))).toBeNull();
  });

  test("because its clock is behind ours", async () => {
    const id = await another({});
    expect(await goneAfter(id, 200, (now) => sign(id, now - 600 * second))).toBeNull();
  });

  test("because the database was away for all of us, or we slept", async () => {
    const id = await another({});
    await goneProcesses(context, sightings);
    context.later(600 * second);
    expect(await goneAfter(id, 10)).toBeNull();
    expect(await goneAfter(id, 200, (now) => sign(id, now))).toBeNull();
  });
});

test("the readers due are shared with those that live, whatever their clocks say", async () => {
  const own = await registerProcess(context);
  const other = await another({ seen_at: context.clock() - 600 * second });
  await goneProcesses(context, sightings);
  expect(await shareOf(context, own, sightings)).toMatchObject({ of: 2 });
  expect(await goneAfter(other, 100, () => keepAlive(context, own, { trouble: null, report: null }))).toBe(16);
  expect(await shareOf(context, own, sightings)).toEqual({ rank: 0, of: 1 });
});

test("a process is in the same space as itself, and not in that of a host of the same name", () => {
  expect(processSpace()).toBe(processSpace());
  expect(processSpace()).not.toBe(hostname());
  expect(processSpace()).not.toBe(elsewhere);
});
