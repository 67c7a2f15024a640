import { join, resolve } from "node:path";
import { build } from "vite";

/**
 * Makes one file of a script, so that a test which starts it dozens of times does not wait for hundreds of modules to be
 * compiled each time.
 * @returns the file's path; it lies as deep in the project as the script, which finds the templates from there
 */
export async function bundled(script: string): Promise<string> {
  const outDir = join("build", `test-${process.pid}`);
  await build({
    configFile: false,
    logLevel: "silent",
    ssr: { noExternal: true, external: ["better-sqlite3", "pg", "sharp", "@node-rs/argon2", "mjml", "pino"] },
    build: { ssr: script, outDir, target: "node20", minify: false, copyPublicDir: false },
  });
  return resolve(outDir, script.replace(/^.*\//, "").replace(/\.ts$/, ".js"));
}
