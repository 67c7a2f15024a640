import type { TestProject } from "vitest/node";
import { bundledScripts } from "./bundle.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The folder of the scripts as plain JavaScript. */
    scripts: string;
  }
}

/** Makes the scripts once for the run. */
export default async function setUpScripts(project: TestProject) {
  const scripts = await bundledScripts(`test-${project.name}-${process.pid}`);
  project.provide("scripts", scripts.folder);
  return () => scripts.remove();
}
