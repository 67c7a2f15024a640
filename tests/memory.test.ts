import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { lean, memory } from "../scripts/start/memory.mjs";
import { memoryOf, processesOf, type Memory } from "./support/memory.ts";
import { aTerminal } from "./support/scripts.ts";
import { startFarEnd } from "./support/smtp.ts";
import { freePort } from "./support/web.ts";

/** Programs that make plain JavaScript of TypeScript; esbuild is a program of the machine, and would be seen as a file. */
const buildTools = /tsx|esbuild|vite|typescript|\.ts\b/;

test("a running installation is two processes without a build tool, and light after it has sent the demo's issue", async () => {
  const farEnd = await startFarEnd();
  const port = await freePort();
  const terminal = aTerminal({
    smtpUrl: farEnd.url,
    // As scripts/start.mjs goes on; the sender has options of its own, which come before these.
    env: {
      ...lean,
      NODE_OPTIONS: memory.serve.join(" "),
      PORT: String(port),
      HOST: "127.0.0.1",
      APP_URL: `http://localhost:${port}`,
    },
  });
  expect(await terminal.run("seed")).toMatchObject({ code: 0 });
  const main = terminal.start("start");
  while (!main.said.stderr.includes(`"notice":"send-ended"`)) await sleep(50);
  // Its 25 readers; the owner may have been told already that it is over.
  expect(farEnd.messages.length).toBeGreaterThanOrEqual(25);
  for (const path of ["/", "/issues/1", "/subscribe", "/search?q=robots", "/desk/sign-in"])
    expect((await fetch(`http://localhost:${port}${path}`)).status).toBe(200);
  // A process that has ended stands there without a command until its parent has asked how.
  const isBrief = ({ command }: Memory) => command === "" || command.includes("fonts.js");
  while (processesOf(main.pid!).map(memoryOf).some(isBrief)) await sleep(50);

  const all = processesOf(main.pid!).map(memoryOf);
  expect(all.map(({ command }) => /(\w+)\.js$/.exec(command)?.[1])).toEqual(["start", "sender"]);
  for (const { pid, command } of all) {
    expect(command).not.toMatch(buildTools);
    expect(readFileSync(`/proc/${pid}/maps`, "utf8")).not.toMatch(buildTools);
  }
  // In MB, with room for noise: 100 and 85 are usual.
  const [web, sender] = all.map(({ rss }) => rss);
  expect(web).toBeLessThan(135);
  expect(sender).toBeLessThan(115);
  expect(all.reduce((sum, { rss }) => sum + rss, 0)).toBeLessThan(220);
  main.kill("SIGTERM");
  expect((await main.ended).code).toBe(0);
});
