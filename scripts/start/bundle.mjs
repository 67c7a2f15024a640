import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
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

/** Never called, but named by packages that we use; outside, their text is not loaded either. */
const unused = ["undici", "@remix-run/web-fetch"];

/**
 * What packages bring along and we have no use for, by the path of its file, and what stands in its place. An error
 * would come at the first use.
 */
const instead = [
  // Messages in fifty languages, of which zod takes the English ones.
  [/\/zod\/v4\/locales\/index\.js$/, `export { default as en } from "./en.js";`],
  // Remix reads bodies itself.
  [/\/body-parser\/index\.js$/, `module.exports = {};`],
];

/**
 * Node's own modules that cost megabytes, and that most processes name without using them. `import` would also read
 * every export, and one of `http` loads a whole client.
 */
const putOff = /^(node:)?(http|https|tls|crypto|zlib|child_process|worker_threads|readline|readline\/promises)$/;

/** A module without properties of its own: each is looked up in what it inherits from, which loads the real one. */
function atFirstUse(name) {
  return `
    let loaded;
    const load = () => (loaded ??= require(${JSON.stringify(name)}));
    module.exports = Object.create(new Proxy({}, { get: (_, key) => load()[key], has: (_, key) => key in load() }));`;
}

/** @type {import("esbuild").Plugin} */
const lean = {
  name: "lean",
  setup({ onResolve, onLoad }) {
    for (const [filter, contents] of instead)
      onLoad({ filter }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
    onResolve({ filter: putOff }, ({ path, namespace }) =>
      namespace === "put-off" ? { path, external: true } : { path, namespace: "put-off" },
    );
    onLoad({ filter: /./, namespace: "put-off" }, ({ path }) => ({ contents: atFirstUse(path) }));
  },
};

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
    plugins: [lean],
    external: [...outside, ...unused, ...(site ? [] : ["#build/*"])],
    // Packages that are CommonJS call `require` for Node's own modules.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return Object.keys(metafile.outputs).map((path) => basename(path));
}
