import { beforeEach, expect, test } from "vitest";
import { hour } from "#app/models/durations.ts";
import { deregisterProcess, keepAlive, registerProcess } from "#app/models/instance/senderProcesses.server.ts";
import { connectionShare, rememberCeiling } from "#app/models/instance/smtpCeilings.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aWorkload } from "../../support/workload.ts";

const server = "mail.example.org:587";
const reply = "421 4.7.0 Too many connections";

let context: TestContext;
beforeEach(async () => void (context = await testContext()));

const share = (id: string, of = server) => connectionShare(context, id, of);
const tell = (id: string, open: number, trouble: string | null = null) =>
  keepAlive(context, id, { trouble, report: { perSecond: 0, destinations: [], work: aWorkload({ open }) } });

test("a sender takes twenty connections at most, and several share them", async () => {
  const one = await registerProcess(context);
  expect(await share(one)).toEqual({ most: 20, isRefused: false });
  const ids = [one, await registerProcess(context), await registerProcess(context)].sort();
  expect(await Promise.all(ids.map(async (id) => (await share(id)).most))).toEqual([7, 7, 6]);
  await tell(ids[0]!, 0, "It does not reach its mail server.");
  await deregisterProcess(context, ids[1]!);
  expect((await share(ids[2]!)).most).toBe(20);
});

test("more senders than connections have one each", async () => {
  const ids = await Promise.all(Array.from({ length: 3 }, () => registerProcess(context)));
  await rememberCeiling(context, ids[0]!, { server, connections: 1, reply });
  for (const id of ids) expect(await share(id)).toEqual({ most: 1, isRefused: true });
});

test("a server that refused more is remembered for a day, with what all senders had open", async () => {
  const [one, other] = [await registerProcess(context), await registerProcess(context)].sort() as [string, string];
  await tell(other, 4);
  await rememberCeiling(context, one, { server, connections: 3, reply });
  expect([await share(one), await share(other)]).toEqual([
    { most: 4, isRefused: true },
    { most: 3, isRefused: true },
  ]);
  expect(await share(one, "another.example.org:25")).toEqual({ most: 10, isRefused: false });
  // Found again with more open connections, it is no higher.
  await tell(other, 9);
  await rememberCeiling(context, one, { server, connections: 3, reply });
  expect((await share(one)).most).toBe(4);
  context.later(24 * hour);
  for (const id of [one, other]) await tell(id, 1);
  expect(await share(one)).toEqual({ most: 10, isRefused: false });
});

test("what a server refused in a bad hour is tried again, one connection more with each hour", async () => {
  const one = await registerProcess(context);
  const most = async () => {
    await tell(one, 0);
    return (await share(one)).most;
  };
  await rememberCeiling(context, one, { server, connections: 3, reply });
  context.later(hour - 1);
  expect(await most()).toBe(3);
  context.later(1);
  expect(await most()).toBe(4);
  // The fourth is refused again: three, for another hour.
  await rememberCeiling(context, one, { server, connections: 3, reply });
  expect(await most()).toBe(3);
  context.later(5 * hour);
  expect(await most()).toBe(8);
  // The server took seven: that is what is known now, and no longer the three.
  await rememberCeiling(context, one, { server, connections: 7, reply });
  expect(await most()).toBe(7);
});
