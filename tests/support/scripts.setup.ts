import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { bundleScripts } from "./bundle.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the scripts, each as one file of JavaScript. */
    scripts: string;
  }
}

/** Bundles the scripts once for the run. */
export default async function setUpScripts(project: TestProject) {
  const folder = await bundleScripts(`test-${project.name}-${process.pid}`);
  project.provide("scripts", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
