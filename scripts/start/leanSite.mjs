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
const ofDesk = "virtual:desk";

/**
 * The desk's pages are a file of their own, `loadDesk`, which a site that nobody edits need not have in memory. In the
 * list of routes, the module of each is its name in that file (app/http/deskRoutes.server.ts).
 * @returns {import("vite").Plugin}
 */
function deskAside() {
  let exports = "";
  return {
    name: "desk-aside",
    apply: "build",
    resolveId: (id) => (id === ofDesk ? `\0${ofDesk}` : undefined),
    load: (id) => (id === `\0${ofDesk}` ? exports : undefined),
    transform(code, id, { ssr } = {}) {
      if (id !== ofRoutes || !ssr) return;
      const names = new Set();
      const rest = code.replace(
        /^\s*import (\* as (\w+) from ".*\/routes\/desk[^/]*(?:\/route)?\.tsx?";)$/gm,
        (_, names_, name) => {
          exports += `export ${names_}\n`;
          names.add(name);
          return "";
        },
      );
      if (names.size === 0) throw new Error("Remix lists its routes in another way: the desk's were not found.");
      const named = rest.replace(/\bmodule: (\w+)$/gm, (all, name) => (names.has(name) ? `module: "${name}"` : all));
      return `${named}\nexport const loadDesk = () => import("${ofDesk}");`;
    },
  };
}

export const leanSite = () => [nameShared, deskAside()];
