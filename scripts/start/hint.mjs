import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./checks.mjs";

const note = join(root, "node_modules/.cache/pressrun/hinted");
const day = 24 * 60 * 60_000;

/** Says what would make commands quick: once a day, and only to a person. */
export function hintAtBuild(args) {
  if (!process.stderr.isTTY || args.includes("--json")) return;
  if (Date.now() - (statSync(note, { throwIfNoEntry: false })?.mtimeMs ?? 0) < day) return;
  console.error("This starts slowly, because it runs from the sources. What makes commands quick: npm run build");
  try {
    mkdirSync(dirname(note), { recursive: true });
    writeFileSync(note, "");
  } catch {
    // Where nothing may be written, it is said each time.
  }
}
