import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/**
 * A frame is a template that MJML has compiled, before anything is filled in. There are a few, so the build makes them
 * all: MJML takes half a second and 40 MB, which no process then spends. They stand beside the built files.
 */
const file = new URL("./frames.json", import.meta.url);

/** The name of a frame: of this very MJML, so that no other is taken for it. */
export function frameKey(mjml: string): string {
  return createHash("sha256").update(mjml).digest("base64url");
}

/** @returns null where nothing is built, as from the sources, or from another text */
export function builtFrame(mjml: string): string | null {
  if (!import.meta.url.endsWith(".js")) return null;
  try {
    const frames = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
    return frames[frameKey(mjml)] ?? null;
  } catch {
    return null;
  }
}
