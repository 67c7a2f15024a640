import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { startChild, stopChild } from "./children.ts";
import { freePort } from "./ports.ts";

/** An SMTP server that takes everything and keeps nothing. */
export type Sink = { port: number; url: string; name: string; stop(): Promise<void> };

/**
 * Postfix's `smtp-sink`, in C, where it is installed; else ours.
 * @param delay milliseconds before every reply, as over a network; only ours can
 */
export async function startSink(delay = 0): Promise<Sink> {
  return delay === 0 && hasProgram("smtp-sink") ? startPostfixSink() : startOurSink(delay);
}

async function startOurSink(delay: number): Promise<Sink> {
  const child = await startChild("tests/bench/sink.ts", { BENCH_DELAY: String(delay) });
  const port = Number(child.firstLine);
  return { port, url: `smtp://127.0.0.1:${port}`, name: "the bench's own sink", stop: () => stopChild(child) };
}

async function startPostfixSink(): Promise<Sink> {
  const port = await freePort();
  const asRoot = process.getuid?.() === 0 ? ["-u", "nobody"] : [];
  const child = spawn("smtp-sink", [...asRoot, `127.0.0.1:${port}`, "200"], { stdio: "ignore" });
  await answers(port);
  return { port, url: `smtp://127.0.0.1:${port}`, name: "postfix smtp-sink", stop: () => ended(child) };
}

/** @returns messages a second of postfix's `smtp-source`, or null where it is not installed */
export async function smtpSource(port: number, size: number, connections: number, messages: number) {
  if (!hasProgram("smtp-source")) return null;
  const started = performance.now();
  const child = spawn(
    "smtp-source",
    // -d: does not disconnect after each message.
    ["-d", "-s", String(connections), "-m", String(messages), "-l", String(size)].concat([
      "-f",
      "editors@briefing.example.org",
      "-t",
      "reader@readers.example",
      `127.0.0.1:${port}`,
    ]),
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  await once(child, "exit");
  return messages / ((performance.now() - started) / 1000);
}

export function hasProgram(name: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" }).status === 0;
}

async function answers(port: number) {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isUp = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ended(child: ChildProcess) {
  child.kill("SIGTERM");
  await once(child, "exit");
}
