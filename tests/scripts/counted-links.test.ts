import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { signLink, signReader } from "#app/models/clicks/linkAddresses.server.ts";
import { testContext } from "../support/context.ts";
import { aBriefing, aReader } from "../support/newsroom.ts";
import { aTerminal } from "../support/scripts.ts";
import { freePort } from "../support/web.ts";

test("two web processes that are told to end write down the clicks of the last moment, and no token of theirs", async () => {
  const ports = [await freePort(), await freePort()];
  const context = await testContext({ env: { APP_URL: "http://localhost" } });
  const ana = (await aReader(context, await aBriefing(context), "ana@example.org")).id;
  const serving = ports.map((port) => {
    const env = { PORT: String(port), HOST: "127.0.0.1", APP_URL: `http://localhost:${port}` };
    return aTerminal({ databaseUrl: context.database.url, env }).start("./serve");
  });
  while (!serving.every(({ said }) => said.stderr.includes("the site is up"))) {
    for (const { exitCode, said } of serving) if (exitCode !== null) throw new Error(said.stderr);
    await sleep(50);
  }
  const parts = [1, 2, 3].map((n) => signLink(context, { editionId: 7, n, target: `https://example.org/${n}` }));
  const answers = ports.flatMap((port) =>
    parts.map((part) =>
      fetch(`http://localhost:${port}/l/${signReader(context, 7, ana)}/${part}`, { redirect: "manual" }),
    ),
  );
  expect((await Promise.all(answers)).map(({ headers }) => headers.get("location"))).toEqual(
    [1, 2, 3, 1, 2, 3].map((n) => `https://example.org/${n}`),
  );
  for (const one of serving) one.kill("SIGTERM");
  const ended = await Promise.all(serving.map(({ ended }) => ended));
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  const hits = await context.db.selectFrom("edition_hits").select(["subscriber_id", "n"]).execute();
  expect(hits.map(({ subscriber_id, n }) => `${subscriber_id} ${n}`).sort()).toEqual(
    [1, 1, 2, 2, 3, 3].map((n) => `${ana} ${n}`),
  );
  for (const { stderr } of ended) for (const part of parts) expect(stderr).not.toContain(part.slice(0, 16));
});
