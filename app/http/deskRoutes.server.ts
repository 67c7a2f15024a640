import { segmentsOf, lineOf, type Route as AnyRoute } from "./routeTables.server.ts";

/** The module of a route, or its name among those that `loadDesk` loads (scripts/start/leanSite.mjs). */
type Route = AnyRoute & { module: unknown };
/** `assets` lists the routes once more, as in app/http/routeTables.server.ts. */
type Split = {
  routes: Record<string, Route | undefined>;
  assets: { routes: Record<string, unknown> };
  loadDesk: Record<string, () => Promise<unknown>>;
};

/** @returns the site without the desk, as it answers every address that cannot be the desk's */
export function withoutDesk<S extends Split>({ loadDesk: _, ...site }: S) {
  const isReaders = ([id]: [string, unknown]) => typeof site.routes[id]?.module !== "string";
  const cut = <T>(all: Record<string, T>) => Object.fromEntries(Object.entries(all).filter(isReaders));
  return { ...site, routes: cut(site.routes), assets: { ...site.assets, routes: cut(site.assets.routes) } };
}

/**
 * Returns what finds the site for the target of a request, `/path?query`. It has every route, and in memory the pages that
 * may answer: all of the desk at once would hold up readers for a third of a second.
 */
export function deskInParts<S extends Split>({ loadDesk, ...site }: S) {
  type Part = Promise<Omit<S, "loadDesk">>;
  const parts = new Map<string, Part>();
  return (target: string): Part => {
    const names = modulesFor(site, target);
    const key = names.join(" ");
    const part = parts.get(key) ?? load(names);
    parts.set(key, part);
    // A failure is not remembered: the file may be there at the next request.
    part.catch(() => parts.delete(key));
    return part;
  };

  async function load(names: string[]): Promise<Omit<S, "loadDesk">> {
    const modules: Record<string, unknown> = {};
    for (const name of names) {
      modules[name] = await loadDesk[name]!();
      // Others are answered between two pages' code.
      await new Promise(setImmediate);
    }
    return withModules(site, modules);
  }
}

/** A page that cannot be asked for at this address has no code there. */
function withModules<S extends Omit<Split, "loadDesk">>(site: S, modules: Record<string, unknown>): S {
  const whole = (route: Route | undefined) =>
    typeof route?.module === "string" ? { ...route, module: modules[route.module] ?? {} } : route;
  const routes = Object.entries(site.routes).map(([id, route]) => [id, whole(route)] as const);
  return { ...site, routes: Object.fromEntries(routes) };
}

/** Lists the modules of the desk's routes that may match an address, by its first two segments. */
function modulesFor(site: Omit<Split, "loadDesk">, target: string): string[] {
  const asked = twoSegments(target);
  const fits = (route: Route) => {
    const own = segmentsOf(site, route);
    return (
      !asked || asked.every((name, i) => own.slice(0, i + 1).some(isOpen) || (own[i] ?? "").toLowerCase() === name)
    );
  };
  const routes = Object.values(site.routes).filter((route) => route !== undefined);
  const needed = routes.filter(fits).flatMap((route) => lineOf(site, route));
  const names = needed.flatMap(({ module }) => (typeof module === "string" ? module : []));
  return [...new Set(names)].sort();
}

/** A parameter, what may be left out, or anything. */
const isOpen = (segment: string) => /^[:*]|\?$/.test(segment);

/** @returns null for an address that Remix reads in its own way: then any page may be meant */
function twoSegments(target: string): string[] | null {
  const path = pathOf(target).replace(/\.data$/, "");
  if (!/^[\w./~-]*$/.test(path) || path.includes("//")) return null;
  const [, first = "", second = ""] = path.toLowerCase().split("/");
  return [first, second];
}

/**
 * True where the target of a request, `/path?query`, may be an address of the desk, in any spelling that Remix reads: any
 * case, encoded, a page's data, or with more slashes. Its manifest is asked for by scripts, and only the desk has any.
 */
export function mayBeDesk(target: string): boolean {
  return /^\/*(desk|__manifest)/i.test(decoded(pathOf(target)));
}

/** As Remix makes a URL of it: backslashes turned, dots gone. */
function pathOf(target: string): string {
  const address = `http://site${target}`;
  return URL.canParse(address) ? new URL(address).pathname : target.split("?", 1)[0]!;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Remix then reads it as it stands.
    return path;
  }
}
