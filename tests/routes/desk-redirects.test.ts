import { beforeEach, describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { addRedirects } from "#app/models/site/redirects.server.ts";
import { readRedirectCsv } from "#app/models/site/redirectList.server.ts";
import { ask } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

const page = "/desk/settings/redirects";
let context: TestContext;
let ruth: AtTheDesk;

beforeEach(async () => {
  ({ context } = await aSite());
  ruth = await atTheDesk(context);
  await setPublished(context, (await anArticle(context, { headline: "Robots" })).id, true);
});

const stored = () => context.db.selectFrom("redirects").select(["id", "path"]).orderBy("id").execute();
const leadsTo = async (path: string) => (await ask(context, path)).headers.location;

describe("redirects at the desk", () => {
  test("are added, changed and removed, and each is in the log", async () => {
    expect((await ruth.see(page)).text).toContain("No address leads elsewhere yet");
    const added = await ruth.post(page, { intent: "add", from: "/p/robots", to: "/articles/robots" });
    expect(added.status).toBe(200);
    expect(await leadsTo("/p/robots")).toBe("/articles/robots");
    const [first] = await stored();
    const id = String(first!.id);
    await ruth.post(page, { intent: "change", id, from: "/p/robots-2", to: "https://elsewhere.example/" });
    expect(await leadsTo("/p/robots-2")).toBe("https://elsewhere.example/");
    expect(await leadsTo("/p/robots")).toBeUndefined();
    await ruth.post(page, { intent: "remove", id: String((await stored())[0]!.id) });
    expect(await stored()).toEqual([]);
    const log = (await recentEvents(context)).map(({ action }) => action);
    expect(log).toEqual(expect.arrayContaining(["redirect-added", "redirect-changed", "redirect-removed"]));
  });

  test("are not changed into what cannot be, and say why", async () => {
    await ruth.post(page, { intent: "add", from: "/old", to: "/about" });
    const [{ id } = { id: 0 }] = await stored();
    for (const [from, to, why] of [
      ["/about", "/privacy", "the site has a page there"],
      ["/new", "/no-such-page", "nothing is where it should lead"],
      ["/new", "javascript:alert(1)", "is neither a path of this site"],
      ["old", "/about", "is no path of a page"],
    ]) {
      const { status, text } = await ruth.post(page, { intent: "change", id: String(id), from: from!, to: to! });
      expect([status, text.includes(why!)]).toEqual([400, true]);
      expect(await leadsTo("/old")).toBe("/about");
    }
    expect((await ruth.post(page, { intent: "add", from: "/old", to: "/privacy" })).text).toContain(
      "leads elsewhere already",
    );
  });

  test("are found by a part of either address, a page at a time", async () => {
    const many = Array.from({ length: 60 }, (_, i) => ({
      from: `/2024/${String(i).padStart(2, "0")}/größe`,
      to: { kind: "page" as const, path: "/about" },
    }));
    await addRedirects(context, many, { by: "a test" });
    const { text } = await ruth.see(page);
    expect(text).toContain("Page <!-- -->1<!-- --> of <!-- -->2");
    expect(text).toContain("/2024/00/größe");
    expect((await ruth.see(`${page}?page=2`)).text).toContain("/2024/59/größe");
    expect((await ruth.see(`${page}?page=3`)).status).toBe(404);
    expect((await ruth.see(`${page}?q=${encodeURIComponent("/37/GRÖSSE".replace("SS", "ß"))}`)).text).toContain(
      "1 in all",
    );
    expect((await ruth.see(`${page}?q=%25`)).text).toContain("None is like that");
    expect((await ruth.see(`${page}?q=%00`)).status).toBe(200);
  });

  test("come from a file and leave as one, for three servers", async () => {
    const csv = 'from,to\r\n/a,/articles/robots\r\n"/b, c",/about\r\n/about,/privacy\r\n/a,/articles/robots\r\n';
    const boundary = "a-boundary";
    const body = `--${boundary}\r\nContent-Disposition: form-data; name="intent"\r\n\r\nimport\r\n--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="old.csv"\r\nContent-Type: text/csv\r\n\r\n${csv}\r\n--${boundary}--\r\n`;
    const { text } = await ruth.raw(page, body, `multipart/form-data; boundary=${boundary}`);
    expect(text).toContain("2 added, 1 there already, 1 left out.");
    expect(text).toContain("/about: the site has a page there");
    expect((await ruth.see(`${page}/file?format=csv`)).text).toBe(
      'from,to\r\n/a,/articles/robots\r\n"/b,%20c",/about\r\n',
    );
    expect((await ruth.see(`${page}/file?format=netlify`)).text).toBe("/a /articles/robots 301\n/b,%20c /about 301\n");
    expect((await ruth.see(`${page}/file?format=nginx`)).text).toContain('"/a" "/articles/robots";\n');
    expect((await ruth.see(`${page}/file?format=apache`)).status).toBe(404);
  });
});

test("everything of the site is downloaded as a zip, and the log says so", async () => {
  const { status, headers, text } = await ruth.post("/desk/settings/export/site", { format: "json" });
  expect([status, headers["content-type"], text.slice(0, 2)]).toEqual([200, "application/zip", "PK"]);
  expect(text).toContain("pressrun-site.json");
  expect((await recentEvents(context))[0]).toMatchObject({ action: "export", detail: "the site as json" });
});

describe("a file of redirects", () => {
  test.each([
    ["/a,/b", [["/a", "/b"]]],
    ["old;new\n/a;/b\n", [["/a", "/b"]]],
    ["\uFEFFfrom\tto\r\n/a\t/b", [["/a", "/b"]]],
    ['"/a ""x""","/b, c"', [['/a "x"', "/b, c"]]],
    ["/a", [["/a", ""]]],
    [" /a , /b , more\n\n", [["/a", "/b"]]],
  ])("%j is read", (text, rows) => {
    expect(readRedirectCsv(text)).toEqual({ rows: rows.map(([from, to]) => ({ from, to })) });
  });

  test("of more rows than one may have is several files", () => {
    expect(readRedirectCsv("/a,/b\n".repeat(20_002))).toEqual({ error: "too-many", most: 20_000 });
  });
});
