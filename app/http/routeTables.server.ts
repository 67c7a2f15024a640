export type Route = { id: string; parentId?: string; path?: string };
/** `assets` lists the routes once more, for rendering and for browsers. */
type Build = { routes: Record<string, Route | undefined>; assets: { routes: Record<string, unknown> } };

/**
 * Cuts a Remix build by the first segment of addresses: `/search` can only match routes that begin with `search`, or
 * with a parameter. Remix sorts and walks all routes several times a request; with 83 that was a third of a page's time.
 * @returns a function from a request's target, `/path?query`, to the build that answers it like the whole one
 */
export function buildsByAddress<B extends Build>(build: B): (target: string) => B {
  const routes = Object.values(build.routes).filter((route) => route !== undefined);
  const names = new Set(routes.map((route) => beginningOf(build, route)).filter((name) => name !== null));
  const cut = new Map([...names, ""].map((name) => [name, withBeginning(build, routes, name)]));
  return (target) => {
    const name = firstSegment(target);
    return name === null ? build : (cut.get(name) ?? cut.get("")!);
  };
}

/** @returns null for an address that Remix reads in its own way: encoded, of a page's data, or of its manifest */
function firstSegment(target: string): string | null {
  const path = target.split("?", 1)[0]!;
  if (!/^[\w./~-]*$/.test(path) || path.includes("//") || path.endsWith(".data") || path === "/__manifest") return null;
  // Remix ignores the case of letters.
  return path.split("/", 2)[1]!.toLowerCase();
}

function withBeginning<B extends Build>(build: B, routes: Route[], name: string): B {
  const fits = routes.filter((route) => [name, null].includes(beginningOf(build, route)));
  const ids = new Set(fits.flatMap((route) => lineOf(build, route)).map(({ id }) => id));
  // In the order of the build, which decides between equals.
  const only = <T>(all: Record<string, T>) => Object.fromEntries(Object.entries(all).filter(([id]) => ids.has(id)));
  return { ...build, routes: only(build.routes), assets: { ...build.assets, routes: only(build.assets.routes) } };
}

/** @returns the static first segment of the route's addresses, "" for the site's root; null when anything fits */
function beginningOf(build: Build, route: Route): string | null {
  const [first] = segmentsOf(build, route);
  return /^[:*]|\?$/.test(first!) ? null : first!.toLowerCase();
}

/** The segments of a route's addresses; one empty one for the site's root. */
export function segmentsOf(build: Pick<Build, "routes">, route: Route): string[] {
  const paths = lineOf(build, route).map((one) => one.path);
  return paths.filter(Boolean).join("/").split("/");
}

/** The route and those around it, the outermost first. */
export function lineOf<R extends Route>(build: { routes: Record<string, R | undefined> }, route: R): R[] {
  const outer = route.parentId === undefined ? undefined : build.routes[route.parentId];
  return outer ? [...lineOf(build, outer), route] : [route];
}
