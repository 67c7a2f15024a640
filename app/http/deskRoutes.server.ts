/** The module of a route, or its name among those that `loadDesk` loads (scripts/start/leanSite.mjs). */
type Route = { module: unknown };
/** `assets` lists the routes once more, as in app/http/routeTables.server.ts. */
type Split = {
  routes: Record<string, Route | undefined>;
  assets: { routes: Record<string, unknown> };
  loadDesk: () => Promise<Record<string, unknown>>;
};

/** @returns the site without the desk, as it answers every address that cannot be the desk's */
export function withoutDesk<S extends Split>({ loadDesk: _, ...site }: S) {
  const isReaders = ([id]: [string, unknown]) => typeof site.routes[id]?.module !== "string";
  const cut = <T>(all: Record<string, T>) => Object.fromEntries(Object.entries(all).filter(isReaders));
  return { ...site, routes: cut(site.routes), assets: { ...site.assets, routes: cut(site.assets.routes) } };
}

/** @returns the whole site; the desk's pages are in memory from then on */
export async function withDesk<S extends Split>({ loadDesk, ...site }: S) {
  const modules = await loadDesk();
  const whole = (route: Route | undefined) =>
    typeof route?.module === "string" ? { ...route, module: modules[route.module] } : route;
  const routes = Object.entries(site.routes).map(([id, route]) => [id, whole(route)] as const);
  return { ...site, routes: Object.fromEntries(routes) };
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
