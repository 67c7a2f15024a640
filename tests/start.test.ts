import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { openDb } from "#db/client.server.ts";
import { until } from "../scripts/frame/until.ts";
import { keepRunning } from "../scripts/start/children.ts";
import { freePort, isPortFree } from "../scripts/start/ports.ts";
import { endsWithTheTest } from "./support/cleanup.ts";
import { aTerminal, type Terminal } from "./support/scripts.ts";
import { startFarEnd } from "./support/smtp.ts";

let port: number;
let terminal: Terminal;

beforeEach(async () => {
  port = await freePort(20_000 + Math.floor(Math.random() * 20_000));
  terminal = aTerminal({ env: { PORT: String(port), HOST: "127.0.0.1", APP_URL: `http://localhost:${port}` } });
});

async function isUp(): Promise<boolean> {
  return fetch(`http://localhost:${port}/healthz`).then(
    (answer) => answer.ok,
    () => false,
  );
}

async function eventually(what: () => boolean | Promise<boolean>) {
  while (!(await what())) await sleep(100);
}

/** The process that said so in the log, the last time. */
function pidOf(log: string, words: string): number {
  const lines = log.split("\n").filter((line) => line.includes(words));
  return lines.length > 0 ? (JSON.parse(lines.at(-1)!) as { pid: number }).pid : 0;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Starts it, and waits until its site and its sender are at work. */
async function started(environment: Terminal = terminal) {
  const main = environment.start("start");
  await eventually(() => main.said.stderr.includes("Pressrun is up"));
  return { main, sender: pidOf(main.said.stderr, "the sender is up") };
}

describe("npm start in production", () => {
  test("is the site, which starts its sender again however busy it is, and ends both when it is told to", async () => {
    const { main, sender } = await started();
    expect(pidOf(main.said.stderr, "the site is up")).toBe(main.pid);
    let asking = true;
    const flood = Array.from({ length: 20 }, async () => {
      const answers: number[] = [];
      while (asking) answers.push((await fetch(`http://localhost:${port}/search?q=${Math.random()}`)).status);
      return answers;
    });
    process.kill(sender, "SIGKILL");
    await eventually(() => pidOf(main.said.stderr, "the sender is up") !== sender);
    asking = false;
    expect(new Set((await Promise.all(flood)).flat())).toEqual(new Set([404]));

    main.kill("SIGTERM");
    const ended = await main.ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain("a process ended by itself; it is started again");
    for (const words of ["the sender is down, with nothing in flight", "the site is down"])
      expect(ended.stderr).toContain(words);
    expect(isAlive(pidOf(ended.stderr, "the sender is up"))).toBe(false);
  });

  test("leaves nobody behind when it is killed, and what is in flight is finished first", async () => {
    const answer = Promise.withResolvers<undefined>();
    const farEnd = await startFarEnd({ data: () => answer.promise });
    const env = { PORT: String(port), HOST: "127.0.0.1", APP_URL: `http://localhost:${port}` };
    const place = aTerminal({ smtpUrl: farEnd.url, env });
    expect(await place.run("seed")).toMatchObject({ code: 0 });
    const { main, sender } = await started(place);
    await eventually(() => farEnd.received.length > 0);
    main.kill("SIGKILL");
    await main.ended.catch(() => {});
    expect(isAlive(sender)).toBe(true);
    answer.resolve(undefined);
    await eventually(() => !isAlive(sender));
    expect(await isPortFree(port, ["127.0.0.1"])).toBe(true);
    const db = openDb(`file:${join(dirname(place.file("note", "")), "pressrun.db")}`);
    const states = await db.selectFrom("deliveries").select("status").execute();
    await db.destroy();
    const inState = (wanted: string) => states.filter(({ status }) => status === wanted).length;
    // The owner may have been told something too.
    const issues = farEnd.messages.filter(({ raw }) => raw.includes("List-Unsubscribe:"));
    expect(inState("accepted")).toBe(issues.length);
    expect([inState("sending"), inState("uncertain")]).toEqual([0, 0]);
    expect(inState("queued")).toBeGreaterThan(0);
  });

  test("is the site alone where SENDER is off", async () => {
    const env = { PORT: String(port), HOST: "127.0.0.1", APP_URL: `http://localhost:${port}`, SENDER: "off" };
    const { main } = await started(aTerminal({ env }));
    expect(await isUp()).toBe(true);
    main.kill("SIGTERM");
    const { code, stderr } = await main.ended;
    expect(code).toBe(0);
    expect(stderr).not.toContain("the sender is up");
  });

  test.each([
    [3, "The process “sender” is older than the database; the log says more. It is not started again."],
    [7, '"wait":2000'],
  ])("serves the site whatever becomes of its sender (exit code %i)", async (code, words) => {
    // Only the sender has a line to the one that started it.
    const options = `--import=data:text/javascript,${encodeURIComponent(`process.connected && process.exit(${code})`)}`;
    const env = { PORT: String(port), HOST: "127.0.0.1", APP_URL: `http://localhost:${port}`, NODE_OPTIONS: options };
    const main = aTerminal({ env }).start("start");
    await eventually(() => main.said.stderr.includes(words));
    expect(await isUp()).toBe(true);
    main.kill("SIGTERM");
    expect((await main.ended).code).toBe(0);
  });
});

describe("a process that ends before it is at work", () => {
  /** A child that does this as soon as it begins. */
  function kept(doing: string, neverGivenUp = false) {
    const lines: { process?: string; wait?: number; msg: string }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
    const env = { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(doing)}` };
    return { ...keepRunning(["sender"], { env, log, output: 2, second: 10, neverGivenUp }), lines };
  }

  test("is started again a few times, each time later, and then given up", async () => {
    const { ready, lost, end, lines } = kept("process.exit(7)");
    await expect(ready).rejects.toThrow("The process “sender” did not start in 4 tries; the log says why.");
    await expect(lost).rejects.toThrow("did not start");
    expect(lines.flatMap(({ wait }) => wait ?? [])).toEqual([10, 20, 40]);
    await end();
  });

  test("is given up at once when it is older than the database", async () => {
    const { ready, end, lines } = kept("process.exit(3)");
    await expect(ready).rejects.toMatchObject({ exitCode: 3 });
    expect(lines).toEqual([]);
    await end();
  });

  test("is not started again once it is older than the database, and tells when none is left", async () => {
    // The first start works until it is changed under; the second finds that out at once.
    const { ready, lost, end, lines } = kept(
      `const { existsSync, writeFileSync } = await import("node:fs");
       const again = existsSync(${JSON.stringify(terminal.file("x", "") + "-started")});
       writeFileSync(${JSON.stringify(terminal.file("x", "") + "-started")}, "");
       if (!again) process.send("ready");
       setTimeout(() => process.exit(3), again ? 0 : 100);
       await new Promise(() => {});`,
    );
    await ready;
    await expect(lost).rejects.toMatchObject({ exitCode: 3 });
    expect(lines).toMatchObject([{ code: 3, wait: 10 }, { msg: expect.stringContaining("It is not started again.") }]);
    await end();
  });

  test("keeps nobody waiting who waits for it to be told to stop", async () => {
    const never = new AbortController().signal;
    await expect(until(never, Promise.reject(new Error("gone")))).rejects.toThrow("gone");
  });

  test("is started again as long as it takes where what keeps it running has other work", async () => {
    const { execPath } = process;
    endsWithTheTest(async () => void (process.execPath = execPath));
    // Not even a process can be made, as when memory or open files are short.
    process.execPath = terminal.file("no-program", "");
    const { ready, end, lines } = kept(
      `process.send("ready"); await new Promise(() => setInterval(() => {}, 1000));`,
      true,
    );
    await eventually(() => lines.length > 5);
    process.execPath = execPath;
    await ready;
    expect(lines.slice(0, 6).map(({ wait }) => wait)).toEqual([10, 20, 40, 80, 160, 320]);
    await end();
  });
});

test("a port that is taken is said, and nothing is started", async () => {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  const { code, stderr } = await terminal.run("start");
  other.close();
  expect([code, stderr]).toEqual([1, `Port ${port} is taken by another program. Set PORT to a free one.\n`]);
});

test("the demo takes the next port, whichever way to this machine is taken", async () => {
  for (const host of ["127.0.0.1", "0.0.0.0"]) {
    const other = createServer().listen(port, host);
    await once(other, "listening");
    expect(await freePort(port)).toBeGreaterThan(port);
    other.close();
    await once(other, "close");
  }
});
