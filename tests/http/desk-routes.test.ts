import { flatRoutes } from "@remix-run/dev/dist/config/flat-routes.js";
import { expect, test, vi } from "vitest";
import { mayBeDesk, withDesk, withoutDesk } from "#app/http/deskRoutes.server.ts";
import { ask } from "../support/ask.ts";
import { testContext } from "../support/context.ts";
import { freePort, startWeb } from "../support/web.ts";

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

test("a site without its desk has the readers' routes alone, and loads nothing", async () => {
  const page = { default: () => null };
  const loadDesk = vi.fn(() => Promise.resolve({ route7: page }));
  const reader = { module: {} };
  const assets = { version: "1", routes: { root: {}, desk: {} } };
  const site = { routes: { root: reader, desk: { id: "desk", module: "route7" } }, assets, loadDesk };
  expect(withoutDesk(site)).toEqual({ routes: { root: reader }, assets: { version: "1", routes: { root: {} } } });
  expect(loadDesk).not.toHaveBeenCalled();
  expect(await withDesk(site)).toEqual({ assets, routes: { root: reader, desk: { id: "desk", module: page } } });
});

test("while the desk's file is missing only the desk answers 503, until the file is back", async () => {
  const context = await testContext({ env: { APP_URL: `http://localhost:${await freePort()}` } });
  let isMissing = true;
  await startWeb(context, (site) => ({
    ...site,
    loadDesk: () => (isMissing ? Promise.reject(new Error("no such file")) : site.loadDesk()),
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
