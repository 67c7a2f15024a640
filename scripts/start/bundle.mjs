import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { root } from "./checks.mjs";

/** Those that find their own files beside them, or are programs of the machine. */
export const outside = ["better-sqlite3", "sharp", "@node-rs/argon2", "pg-native", "mjml"];

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
 * Node's own modules. `import` reads every export of one at once, and some exports load a whole HTTP client; so each is
 * loaded when something of it is first used.
 */
const ofNode = new Set([...builtinModules, ...builtinModules.map((name) => `node:${name}`)]);

/** Packages that many processes name and few use. */
const seldomUsed = new Set(["pg", "luxon", "altcha-lib", "altcha-lib/algorithms/pbkdf2", "csv-stringify/sync"]);

/** A module without properties of its own: each is looked up in what it inherits from, which loads the real one. */
function atFirstUse(name) {
  return `
    let loaded;
    const get = (_, key) => (key === "__esModule" ? undefined : (loaded ??= require(${JSON.stringify(name)}))[key]);
    module.exports = Object.create(new Proxy({}, { get }));`;
}

/**
 * The site is bundled from where it was made.
 * @param {string} folder from the root
 * @returns {import("esbuild").Plugin}
 */
const siteFrom = (folder) => ({
  name: "site",
  setup({ onResolve }) {
    onResolve({ filter: /^#build\// }, ({ path }) => ({ path: join(root, folder, path.slice("#build/".length)) }));
  },
});

/** @type {import("esbuild").Plugin} */
const lean = {
  name: "lean",
  setup({ onResolve, onLoad }) {
    for (const [filter, contents] of instead)
      onLoad({ filter }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
    onResolve({ filter: /^[a-z]/ }, ({ path, kind }) =>
      (ofNode.has(path) || seldomUsed.has(path)) && kind === "import-statement"
        ? { path, namespace: "at-first-use" }
        : undefined,
    );
    const resolveDir = root;
    onLoad({ filter: /./, namespace: "at-first-use" }, ({ path }) => ({ contents: atFirstUse(path), resolveDir }));
  },
};

/** Packages that are CommonJS call `require` for Node's own modules. */
export const withRequire = {
  js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
};

/**
 * Makes plain JavaScript of the commands, the sender, the server and what watches over them. What several need is in
 * files of its own.
 * @param {string} folder as deep in the project as a script's own parts, which find its root from there
 * @param {{ site?: string, also?: Record<string, string> }} settings `site`: the folder of the site, as `remix
 * vite:build` made it, which the server then contains; `also`: more programs, by their names, and their sources
 */
export async function bundleScripts(folder, { site, also = {} } = {}) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: {
      ...Object.fromEntries(commandNames().map((name) => [name, `scripts/${name}.ts`])),
      start: "scripts/start/main.ts",
      ...Object.fromEntries(["content", "fonts", "inbox", "mails"].map((name) => [name, `scripts/start/${name}.ts`])),
      ...also,
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
    minifyWhitespace: true,
    logLevel: "error",
    define: { "process.env.NODE_ENV": '"production"' },
    plugins: site ? [lean, siteFrom(site)] : [lean],
    external: [...outside, ...unused, ...(site ? [] : ["#build/*"])],
    banner: withRequire,
  });
  for (const file of Object.keys(metafile.outputs)) if (file.endsWith(".js")) escapeSigns(join(root, file));
}

/** esbuild leaves other signs than ASCII as they are in regular expressions and tagged templates. */
function escapeSigns(file) {
  const text = readFileSync(file, "utf8");
  const escaped = text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
  if (escaped !== text) writeFileSync(file, escaped);
}
