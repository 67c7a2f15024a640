import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { bundleScripts } from "../../scripts/start/bundle.mjs";

const sources = {
  "hand-over": "tests/bench/hand-over.ts",
  hear: "tests/bench/hear.ts",
  yardstick: "tests/bench/yardstick/main.ts",
  audience: "tests/bench/audience/tasks.ts",
};
const folder = resolve("build", `bench-${process.pid}`);
let made: Promise<unknown> | undefined;

/**
 * Returns a program of the bench as plain JavaScript, made like the sender that operators run. They are made once, and
 * removed when this process ends.
 */
export async function builtProgram(name: keyof typeof sources): Promise<string> {
  if (!made) process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await (made ??= bundleScripts(folder, { also: sources }));
  return join(folder, `${name}.js`);
}
