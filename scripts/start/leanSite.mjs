/** How the site is built so that it takes little memory (decision 33): plugins of Vite, for the server's half alone. */
import { relative } from "node:path";
import { root } from "./checks.mjs";

/** All but the pages. */
const shared =
  /^(app\/(models|http|i18n|shareImage)\/.+|app\/(config|configValues|context|hideTokens|log)\.server|(db|emails)\/.+)\.ts$/;

/**
 * What the process around the site loads too is named, not contained: scripts/start/bundle.mjs bundles it once for both.
 * @type {import("vite").Plugin}
 */
const nameShared = {
  name: "name-shared",
  apply: "build",
  enforce: "pre",
  async resolveId(source, importer, given) {
    if (!given.ssr || !importer) return;
    const found = await this.resolve(source, importer, { ...given, skipSelf: true });
    const path = found && relative(root, found.id);
    if (path && shared.test(path)) return { id: `#${path}`, external: true };
  },
};

/** Of Remix: the module that lists all routes. */
const ofRoutes = "\0virtual:remix/server-build";

/**
 * The desk's pages are files of their own, which `loadDesk` loads by name, so that a site has in memory what somebody asked
 * for, and no request loads all of them at once. In the list of routes, the module of each is its name there
 * (app/http/deskRoutes.server.ts).
 * @type {import("vite").Plugin}
 */
const deskAside = {
  name: "desk-aside",
  apply: "build",
  transform(code, id, { ssr } = {}) {
    if (id !== ofRoutes || !ssr) return;
    const loaders = new Map();
    const rest = code.replace(
      /^\s*import \* as (\w+) from (".*\/routes\/desk[^/]*(?:\/route)?\.tsx?");$/gm,
      (_, name, file) => {
        loaders.set(name, `${name}: () => import(${file})`);
        return "";
      },
    );
    if (loaders.size === 0) throw new Error("Remix lists its routes in another way: the desk's were not found.");
    const named = rest.replace(/\bmodule: (\w+)$/gm, (all, name) => (loaders.has(name) ? `module: "${name}"` : all));
    return `${named}\nexport const loadDesk = { ${[...loaders.values()].join(", ")} };`;
  },
};

export const leanSite = () => [nameShared, deskAside];
