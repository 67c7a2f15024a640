import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";
import { root } from "./checks.mjs";

/** Those that find their own files beside them, or are programs of the machine. */
const outside = ["better-sqlite3", "sharp", "@node-rs/argon2", "pg-native", "mjml"];

/** The names of the commands, as in `npm run NAME`. */
export function commandNames() {
  return readdirSync(join(root, "scripts"))
    .filter((file) => file.endsWith(".ts") && file !== "command.ts")
    .map((file) => basename(file, ".ts"));
}

/**
 * Makes plain JavaScript of the commands, the sender, the server and what watches over them. What several need is in
 * files of its own.
 * @param {string} folder as deep in the project as a script's own parts, which find its root from there
 * @param {{ site?: boolean }} settings `site`: the server contains the site, as `remix vite:build` made it
 * @returns {Promise<string[]>} the files, by name
 */
export async function bundleScripts(folder, { site = false } = {}) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      ...Object.fromEntries(commandNames().map((name) => [name, `scripts/${name}.ts`])),
      start: "scripts/start/main.ts",
      inbox: "scripts/start/inbox.ts",
    },
    outdir: folder,
    bundle: true,
    splitting: true,
    metafile: true,
    platform: "node",
    format: "esm",
    target: "node22",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    external: [...outside, ...(site ? [] : ["#build/*"])],
    // Packages that are CommonJS call `require` for Node's own modules.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return Object.keys(metafile.outputs).map((path) => basename(path));
}
