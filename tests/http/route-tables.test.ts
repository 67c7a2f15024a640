import { flatRoutes } from "@remix-run/dev/dist/config/flat-routes.js";
import { matchRoutes } from "@remix-run/react";
import { expect, test } from "vitest";
import { buildsByAddress } from "#app/http/routeTables.server.ts";

type Route = { id: string; parentId?: string; path?: string; index?: boolean };
type Objects = Parameters<typeof matchRoutes>[0];
type Routes = Record<string, Route | undefined>;

const root: Route = { id: "root", path: "" };
const routes: Routes = { root };
for (const { id, parentId, path, index } of Object.values(flatRoutes("app")))
  routes[id] = { id, parentId: parentId ?? "root", path, index };
const whole = { routes, assets: { routes } };
const buildFor = buildsByAddress(whole);

/** As Remix nests and matches them. */
function found(routes: Routes, path: string): string[] {
  const under = (parentId: string | undefined): Objects =>
    Object.values(routes)
      .filter((route): route is Route => route !== undefined && route.parentId === parentId)
      .map(({ id, path, index }) =>
        index ? { id, path, index } : { id, path, caseSensitive: false, children: under(id) },
      );
  return (matchRoutes(under(undefined), path) ?? []).map(({ route }) => route.id!);
}

const addresses = Object.values(routes).flatMap((route) => {
  const parts = [];
  for (let one = route; one; one = one.parentId === undefined ? undefined : routes[one.parentId])
    if (one.path) parts.unshift(one.path);
  const path = `/${parts.join("/")}`.replace("*", "nowhere/at/all").replace(/:\w+/g, "some-thing");
  return [path, path.toUpperCase(), `${path}/`, `${path}/further`, `${path}.data`, `/x${path}`];
});
const odd = [
  "/",
  "//",
  "/%73earch",
  "/search%2f",
  "/__manifest",
  "/_root.data",
  "/nowhere",
  "/desk/nowhere",
  "/~",
  "*",
];

test.each([...new Set([...addresses, ...odd])])("%s finds the same routes among a few as among all", (address) => {
  const build = buildFor(`${address}?page=2`);
  expect(found(build.routes, address)).toEqual(found(routes, address));
  expect(Object.keys(build.assets.routes)).toEqual(Object.keys(build.routes));
});

test("a reader's page is looked for among a few routes", () => {
  for (const address of ["/", "/search?q=robots", "/reader/token", "/unsubscribe/token", "/nowhere"])
    expect([address, Object.keys(buildFor(address).routes).length < 15]).toEqual([address, true]);
});
