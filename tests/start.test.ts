import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { until } from "../scripts/frame/until.ts";
import { keepRunning } from "../scripts/start/children.ts";
import { freePort, isPortFree } from "../scripts/start/ports.ts";
import { aTerminal, type Terminal } from "./support/scripts.ts";

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

describe("npm start in production", { timeout: 120_000 }, () => {
  test("runs the site and a sender, starts again what ends, and ends all of it when it is told to", async () => {
    const main = terminal.start("start");
    await eventually(() => main.said.stderr.includes("Pressrun is up"));
    const serve = pidOf(main.said.stderr, "the site is up");
    process.kill(serve, "SIGKILL");
    await eventually(() => pidOf(main.said.stderr, "the site is up") !== serve);
    expect(await isUp()).toBe(true);

    const children = ["the site is up", "the sender is up"].map((words) => pidOf(main.said.stderr, words));
    main.kill("SIGTERM");
    const ended = await main.ended;
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain("a process ended by itself; it is started again");
    expect(ended.stderr).toContain("the sender is down, with nothing in flight");
    expect(children.filter(isAlive)).toEqual([]);
  });

  test("leaves nobody behind when it is killed", async () => {
    const main = terminal.start("start");
    await eventually(() => main.said.stderr.includes("Pressrun is up"));
    const children = ["the site is up", "the sender is up"].map((words) => pidOf(main.said.stderr, words));
    expect(children.filter(isAlive)).toHaveLength(2);
    main.kill("SIGKILL");
    await eventually(() => !children.some(isAlive));
    expect(await isPortFree(port, ["127.0.0.1"])).toBe(true);
  });
});

describe("a process that ends before it is at work", { timeout: 60_000 }, () => {
  /** A child that does this as soon as it begins. */
  function started(doing: string) {
    const lines: { process?: string; wait?: number }[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as object) });
    const env = { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(doing)}` };
    return { ...keepRunning(["sender"], { env, log, output: 2, second: 10 }), lines };
  }

  test("is started again a few times, each time later, and then given up", async () => {
    const { ready, lost, end, lines } = started("process.exit(7)");
    await expect(ready).rejects.toThrow("The process “sender” did not start in 4 tries; the log says why.");
    await expect(lost).rejects.toThrow("did not start");
    expect(lines.flatMap(({ wait }) => wait ?? [])).toEqual([10, 20, 40]);
    await end();
  });

  test("is given up at once when it is older than the database", async () => {
    const { ready, end, lines } = started("process.exit(3)");
    await expect(ready).rejects.toMatchObject({ exitCode: 3 });
    expect(lines).toEqual([]);
    await end();
  });

  test("is not started again once it is older than the database, and tells when none is left", async () => {
    // The first start works until it is changed under; the second finds that out at once.
    const { ready, lost, end, lines } = started(
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

  test.each([
    [3, "The process “sender” is older than the database"],
    [7, "The process “sender” did not start in 4 tries"],
  ])("ends npm start, so that a supervisor sees it (exit code %i)", async (code, words) => {
    // Only those that main.ts starts have a line to the one that started them.
    const doing = `process.connected && process.exit(${code})`;
    const options = `--import=data:text/javascript,${encodeURIComponent(doing)}`;
    const ended = await terminal.run("start", [], { env: { NODE_OPTIONS: options } });
    expect(ended.code).toBe(code === 3 ? 3 : 1);
    expect(ended.stderr).toMatch(new RegExp(words.replace("sender", "(sender|serve)")));
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
