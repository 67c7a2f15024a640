import { resolve } from "node:path";
import type { TestProject } from "vitest/node";
import { bundledScripts } from "./bundle.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the scripts as plain JavaScript. */
    scripts: string;
  }
}

/** Makes the scripts once for the run, and lets the processes that run them share what Node has compiled. */
export default async function setUpScripts(project: TestProject) {
  process.env.NODE_COMPILE_CACHE ??= resolve("node_modules/.cache/compiled");
  const scripts = await bundledScripts(`test-${project.name}-${process.pid}`);
  project.provide("scripts", scripts.folder);
  return () => scripts.remove();
}
