import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { blockSamples, blocksPage } from "../support/block-samples.ts";

test("docs/blocks.md shows each block as it is today (draw-blocks writes it)", () => {
  expect(readFileSync("docs/blocks.md", "utf8")).toBe(blocksPage());
  for (const { key } of blockSamples) expect(existsSync(`docs/pictures/blocks-${key}.png`), key).toBe(true);
});
