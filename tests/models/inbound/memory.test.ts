import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { memory } from "../../../scripts/start/memory.mjs";
import { largeMails } from "../../support/largeMails.ts";

describe("an answer of 10 MB is read with less than 50 MB beside it, whatever it is made of", () => {
  test.each(Object.keys(largeMails))("%s", async (kind) => {
    const program = [...memory.sender, "--expose-gc", "--import", "tsx", "tests/models/inbound/read-large.ts", kind];
    const { stdout } = await promisify(execFile)(process.execPath, program);
    const { grown, ...read } = JSON.parse(stdout) as { grown: number; files: number; text: number };
    expect(read.files).toBeLessThanOrEqual(120);
    expect(read.text).toBeLessThanOrEqual(200_000);
    expect(grown / 1e6).toBeLessThan(50);
  });
});
