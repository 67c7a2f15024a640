import { flatRoutes } from "@remix-run/dev/dist/config/flat-routes.js";
import { matchRoutes } from "@remix-run/react";
import { beforeEach, describe, expect, test } from "vitest";
import { deskInParts, mayBeDesk, withoutDesk } from "#app/http/deskRoutes.server.ts";
import { segmentsOf } from "#app/http/routeTables.server.ts";
import { ask } from "../support/ask.ts";
import { testContext } from "../support/context.ts";
import { freePort, startWeb } from "../support/web.ts";

type Route = { id: string; parentId?: string; path?: string; index?: boolean; module: unknown };
type Objects = Parameters<typeof matchRoutes>[0];

test.each([
  "/desk",
  "/DESK/articles?page=2",
  "/%64esk",
  "/desk%2Fx",
  "//desk",
  "/desk.data",
  "/desk/issues/%E0%A4%A",
  "/__manifest?p=%2Fdesk",
  "/./desk",
  "/x/../desk",
  "/%2e/desk",
  "/issues/../desk/sign-in",
  "/\\desk",
])("%s may be the desk's", (target) => expect(mayBeDesk(target)).toBe(true));

test.each(["/", "/_root.data", "/articles/desk", "/search?q=/desk", "/%E0%A4%A", "*", "/manifest.webmanifest"])(
  "%s is a reader's",
  (target) => expect(mayBeDesk(target)).toBe(false),
);

test("a route at an address of the desk is in a file of the desk's, and no other is", () => {
  const addressOf = (id: string | undefined): string =>
    id && routes[id] ? `${addressOf(routes[id].parentId)}/${routes[id].path ?? ""}`.replace(/\/+/g, "/") : "";
  const routes = flatRoutes("app");
  for (const { id } of Object.values(routes))
    expect([id, mayBeDesk(addressOf(id))]).toEqual([id, /^routes\/desk/.test(id)]);
});

test("a site without its desk has the readers' routes alone", () => {
  const reader = { id: "root", module: {} };
  const assets = { version: "1", routes: { root: {}, desk: {} } };
  const site = { routes: { root: reader, desk: { id: "desk", module: "route7" } }, assets, loadDesk: {} };
  expect(withoutDesk(site)).toEqual({ routes: { root: reader }, assets: { version: "1", routes: { root: {} } } });
});

describe("the desk is loaded in parts, those that may answer", () => {
  const named = Object.values(flatRoutes("app")).map(({ id, parentId = "root", path, index }) => {
    const module = id.startsWith("routes/desk") ? id : { default: id };
    return [id, { id, parentId, path, index, module }] as const;
  });
  const root = { id: "root", path: "", module: { default: "root" } };
  const routes: Record<string, Route | undefined> = { root, ...Object.fromEntries(named) };
  const names = named.map(([id]) => id).filter((id) => id.startsWith("routes/desk"));
  let loaded: string[];
  let deskFor: (target: string) => Promise<{ routes: Record<string, Route | undefined> }>;

  beforeEach(() => {
    loaded = [];
    const loadDesk = Object.fromEntries(
      names.map((id) => [id, () => Promise.resolve(loaded.push(id)).then(() => ({ default: id }))]),
    );
    deskFor = deskInParts({ routes, assets: { routes }, loadDesk });
  });

  const addresses = named.flatMap(([id]) => {
    const path = `/${segmentsOf({ routes }, routes[id]!).join("/")}`
      .replace("*", "nowhere/at/all")
      .replace(/:\w+/g, "some-thing");
    return mayBeDesk(path) ? [path, path.toUpperCase(), `${path}/`, `${path}.data?_routes=x`, `${path}/further`] : [];
  });

  test.each([
    ...new Set([...addresses, "/%64esk/issues", "//desk", "/desk%2Fissues", "/desk/nowhere", "/x/../desk/lists"]),
  ])("%s finds its pages, with their code, and all other routes", async (target) => {
    const site = await deskFor(target);
    expect(Object.keys(site.routes)).toEqual(Object.keys(routes));
    const { pathname } = new URL(`http://site${target}`);
    const found = matchRoutes(nested(routes, undefined), pathname.replace(/\.data$/, "")) ?? [];
    for (const { route } of found) expect(site.routes[route.id!]!.module).toEqual({ default: route.id });
  });

  test("a page brings no page of another kind, and the manifest none at all", async () => {
    await deskFor("/__manifest?p=%2Fdesk&version=1");
    expect(loaded).toEqual([]);
    await deskFor("/desk/issues/12/preview");
    expect(loaded).toContain("routes/desk.issues.$number.preview");
    expect(loaded.filter((id) => /settings|articles\.\$|subscribers|digests/.test(id))).toEqual([]);
  });

  test("a page whose file is missing is looked for again at the next request, and others go on", async () => {
    let isMissing = true;
    const loadDesk = {
      one: () => (isMissing ? Promise.reject(new Error("no such file")) : Promise.resolve({ default: "one" })),
      two: () => Promise.resolve({ default: "two" }),
    };
    const pages = {
      one: { id: "one", path: "desk/one", module: "one" },
      two: { id: "two", path: "desk/two", module: "two" },
    };
    const find = deskInParts({ routes: pages, assets: { routes: {} }, loadDesk });
    await expect(find("/desk/one")).rejects.toThrow("no such file");
    expect((await find("/desk/two")).routes.two).toMatchObject({ module: { default: "two" } });
    isMissing = false;
    expect((await find("/desk/one")).routes.one).toMatchObject({ module: { default: "one" } });
  });
});

/** As Remix nests them. */
function nested(routes: Record<string, Route | undefined>, parentId: string | undefined): Objects {
  return Object.values(routes)
    .filter((route): route is Route => route !== undefined && route.parentId === parentId)
    .map(({ id, path, index }) => (index ? { id, path, index } : { id, path, children: nested(routes, id) }));
}

test("while the desk's file is missing only the desk answers 503, until the file is back", async () => {
  const context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
  let isMissing = true;
  await startWeb(context, (site) => ({
    ...site,
    loadDesk: Object.fromEntries(
      Object.entries(site.loadDesk).map(([name, load]) => [
        name,
        () => (isMissing ? Promise.reject(new Error("no such file")) : load()),
      ]),
    ),
  }));
  const statuses = async () => {
    const answers = [];
    for (const path of ["/desk/sign-in", "/livez", "/subscribe-form"]) answers.push((await ask(context, path)).status);
    return answers;
  };
  const [away, ...readers] = await statuses();
  isMissing = false;
  const [back, ...others] = await statuses();
  expect({ away, back }).toEqual({ away: 503, back: 302 });
  expect(readers).toEqual(others);
});
