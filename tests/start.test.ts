import { createServer } from "node:net";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import { freePort, isFree } from "../scripts/start/ports.ts";
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
    const main = terminal.start("start/main");
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
    const main = terminal.start("start/main");
    await eventually(() => main.said.stderr.includes("Pressrun is up"));
    const children = ["the site is up", "the sender is up"].map((words) => pidOf(main.said.stderr, words));
    expect(children.filter(isAlive)).toHaveLength(2);
    main.kill("SIGKILL");
    await eventually(() => !children.some(isAlive));
    expect(await isFree(port, ["127.0.0.1"])).toBe(true);
  });
});

test("a port that is taken is said, and nothing is started", async () => {
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  const { code, stderr } = await terminal.run("start/main");
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
