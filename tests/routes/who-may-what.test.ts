import { flatRoutes } from "@remix-run/dev/dist/config/flat-routes.js";
import { beforeAll, describe, expect, test } from "vitest";
import { articleById } from "#app/models/articles/articles.server.ts";
import { setRole } from "#app/models/desk/editors.server.ts";
import { issueByNumber } from "#app/models/issues/issues.server.ts";
import { roles } from "#app/models/roles.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import type { Role } from "#db/schema/desk.ts";
import { ask } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anArticle, anIssue, aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

type Door = {
  path: string;
  /** The least role; `open` for a page before the sign-in or without words of ours; left out where there is none. */
  get?: Role | "open";
  post?: Role | "open";
  /** What is posted as JSON instead of as a form. */
  json?: true;
};

/** Every route of the desk, with the least role that each of its methods needs (S-15). Article 1 is the writer's own. */
const doors: Record<string, Door> = {
  "desk._index": { path: "/desk", get: "writer" },
  "desk.articles.$id": { path: "/desk/articles/1", get: "writer" },
  "desk.articles.$id_.card[.]png": { path: "/desk/articles/1/card.png", get: "writer" },
  "desk.articles.$id_.corrections": { path: "/desk/articles/1/corrections", post: "editor" },
  "desk.articles.$id_.mail": { path: "/desk/articles/1/mail", get: "writer" },
  "desk.articles.$id_.numbers": { path: "/desk/articles/2/numbers", get: "editor" },
  "desk.articles.$id_.numbers_.file": { path: "/desk/articles/2/numbers/file", get: "editor" },
  "desk.articles.$id_.people": { path: "/desk/articles/1/people", get: "writer", post: "writer" },
  "desk.articles.$id_.preview": { path: "/desk/articles/1/preview", get: "writer", post: "editor" },
  "desk.articles.$id_.revisions": { path: "/desk/articles/1/revisions", get: "writer", post: "writer" },
  "desk.articles.$id_.schedule": { path: "/desk/articles/1/schedule", post: "editor" },
  "desk.articles.$id_.sheet": { path: "/desk/articles/1/sheet", get: "writer", post: "writer", json: true },
  "desk.articles._index": { path: "/desk/articles", get: "writer" },
  "desk.cards": { path: "/desk/cards", post: "writer" },
  "desk.charts": { path: "/desk/charts", post: "writer" },
  "desk.claim": { path: "/desk/claim", get: "operator", post: "operator" },
  "desk.digests.$id._index": { path: "/desk/digests/1", get: "editor" },
  "desk.digests.$id.cancel": { path: "/desk/digests/1/cancel", get: "operator", post: "operator" },
  "desk.digests.$id.pause": { path: "/desk/digests/1/pause", get: "open", post: "operator" },
  "desk.digests.$id.uncertain": { path: "/desk/digests/1/uncertain", get: "editor", post: "operator" },
  "desk.documents": { path: "/desk/documents", post: "writer" },
  "desk.import-site.$id": { path: "/desk/import-site/1", get: "operator", post: "operator" },
  "desk.import-site.$id_.report": { path: "/desk/import-site/1/report", get: "operator" },
  "desk.import-site._index": { path: "/desk/import-site", get: "operator", post: "operator" },
  "desk.images": { path: "/desk/images", post: "writer" },
  "desk.found": { path: "/desk/found?q=robots", get: "writer" },
  "desk.issues.$number._index": { path: "/desk/issues/1", get: "editor", post: "operator" },
  "desk.issues.$number.answers": { path: "/desk/issues/2/answers", get: "editor" },
  "desk.issues.$number.answers_.file": { path: "/desk/issues/2/answers/file", get: "editor" },
  "desk.issues.$number.cancel": { path: "/desk/issues/2/cancel", get: "operator", post: "operator" },
  "desk.issues.$number.checks": { path: "/desk/issues/1/checks", get: "editor", post: "editor", json: true },
  "desk.issues.$number.mail": { path: "/desk/issues/1/mail", get: "editor" },
  "desk.issues.$number.numbers": { path: "/desk/issues/2/numbers", get: "editor" },
  "desk.issues.$number.numbers_.file": { path: "/desk/issues/2/numbers/file", get: "editor" },
  "desk.issues.$number.numbers_.mail": { path: "/desk/issues/2/numbers/mail", get: "editor" },
  "desk.issues.$number.numbers_.rows": { path: "/desk/issues/2/numbers/rows", get: "operator" },
  "desk.issues.$number.pause": { path: "/desk/issues/2/pause", get: "open", post: "operator" },
  "desk.issues.$number.people": { path: "/desk/issues/1/people", get: "editor", post: "editor" },
  "desk.issues.$number.preview": { path: "/desk/issues/1/preview", get: "editor", post: "editor" },
  "desk.issues.$number.report": { path: "/desk/issues/2/report", get: "editor" },
  "desk.issues.$number.revisions": { path: "/desk/issues/1/revisions", get: "editor", post: "editor" },
  "desk.issues.$number.subject": { path: "/desk/issues/2/subject", get: "open", post: "operator" },
  "desk.issues.$number.send": { path: "/desk/issues/1/send", get: "operator", post: "operator" },
  "desk.issues.$number.sheet": { path: "/desk/issues/1/sheet", get: "editor", post: "editor", json: true },
  "desk.issues.$number.uncertain": { path: "/desk/issues/2/uncertain", get: "editor", post: "operator" },
  "desk.issues._index": { path: "/desk/issues", get: "editor", post: "editor" },
  "desk.issues.articles": { path: "/desk/issues/articles", get: "editor" },
  "desk.segments._index": { path: "/desk/segments", get: "editor", post: "operator" },
  "desk.segments.$id": { path: "/desk/segments/new", get: "editor", post: "operator" },
  "desk.segments.count": { path: "/desk/segments/count", post: "editor", json: true },
  "desk.lists": { path: "/desk/lists", get: "editor", post: "operator" },
  "desk.lock": { path: "/desk/lock", post: "writer", json: true },
  "desk.markdown": { path: "/desk/markdown", post: "writer" },
  "desk.notices": { path: "/desk/notices", post: "editor" },
  "desk.numbers._index": { path: "/desk/numbers", get: "editor" },
  "desk.numbers.site": { path: "/desk/numbers/site", get: "editor" },
  "desk.numbers.file": { path: "/desk/numbers/file?of=site&format=json", get: "editor" },
  "desk.pictures.$id": { path: "/desk/pictures/1", get: "editor", post: "editor" },
  "desk.pictures._index": { path: "/desk/pictures", get: "editor" },
  "desk.pictures.crop": { path: "/desk/pictures/crop", get: "writer", post: "writer", json: true },
  "desk.pictures.found": { path: "/desk/pictures/found", get: "writer" },
  "desk.remarks": { path: "/desk/remarks", post: "editor" },
  "desk.replies.$id": { path: "/desk/replies/1", get: "editor", post: "editor" },
  "desk.replies.$id_.files.$message.$n": { path: "/desk/replies/1/files/1/0", get: "editor" },
  "desk.replies.$id_.html.$message": { path: "/desk/replies/1/html/1", get: "editor" },
  "desk.replies.$id_.pictures.$message.$n": { path: "/desk/replies/1/pictures/1/0", get: "editor" },
  "desk.replies._index": { path: "/desk/replies", get: "editor", post: "editor" },
  "desk.schedule": { path: "/desk/schedule", get: "editor", post: "operator" },
  "desk.settings._index": { path: "/desk/settings?index", get: "editor", post: "owner" },
  "desk.settings.about": { path: "/desk/settings/about", get: "editor", post: "owner" },
  "desk.settings.account": { path: "/desk/settings/account", get: "writer", post: "writer" },
  "desk.settings.account_.passkeys": { path: "/desk/settings/account/passkeys", post: "writer" },
  "desk.settings.asking": { path: "/desk/settings/asking", post: "operator" },
  "desk.settings.checks": { path: "/desk/settings/checks", get: "editor", post: "operator" },
  "desk.settings.consent": { path: "/desk/settings/consent", get: "operator", post: "operator" },
  "desk.settings.counting": { path: "/desk/settings/counting", get: "editor", post: "operator" },
  "desk.settings.editors": { path: "/desk/settings/editors", get: "editor", post: "owner" },
  "desk.settings.export": { path: "/desk/settings/export", get: "operator" },
  "desk.settings.export_.site": { path: "/desk/settings/export/site", post: "operator" },
  "desk.settings.redirects": { path: "/desk/settings/redirects", get: "editor", post: "operator" },
  "desk.settings.redirects_.file": { path: "/desk/settings/redirects/file", get: "editor" },
  "desk.settings.log": { path: "/desk/settings/log", get: "editor" },
  "desk.settings.log_.export": { path: "/desk/settings/log/export", post: "operator" },
  "desk.settings.health": { path: "/desk/settings/health", get: "operator", post: "operator" },
  "desk.settings.pacing": { path: "/desk/settings/pacing", get: "operator", post: "operator" },
  "desk.settings.privacy": { path: "/desk/settings/privacy", get: "editor", post: "owner" },
  "desk.numbers_.readers": { path: "/desk/numbers/readers", get: "editor", post: "operator" },
  "desk.numbers_.readers_.let-go": {
    path: "/desk/numbers/readers/let-go?list=weekly",
    get: "operator",
    post: "operator",
  },
  "desk.settings.growth": { path: "/desk/settings/growth", get: "editor", post: "operator" },
  "desk.settings.reports": { path: "/desk/settings/reports", get: "operator", post: "operator" },
  "desk.settings.replies": { path: "/desk/settings/replies", get: "editor", post: "operator" },
  "desk.settings.sign-up": { path: "/desk/settings/sign-up", get: "editor" },
  "desk.subscribers.$id": { path: "/desk/subscribers/1", get: "editor", post: "operator" },
  "desk.subscribers.$id_.held[.]json": { path: "/desk/subscribers/1/held.json", post: "operator" },
  "desk.subscribers.export": { path: "/desk/subscribers/export", get: "operator" },
  "desk.subscribers.export_.file": { path: "/desk/subscribers/export/file", post: "operator" },
  "desk.subscribers.import._index": { path: "/desk/subscribers/import", get: "operator", post: "operator" },
  "desk.subscribers.import.$id": { path: "/desk/subscribers/import/1", get: "operator", post: "operator" },
  "desk.subscribers.import.$id_.rows": { path: "/desk/subscribers/import/1/rows", post: "operator" },
  "desk.subscribers.import.files.$id": { path: "/desk/subscribers/import/files/1", get: "operator", post: "operator" },
  "desk.subscribers.import.files.$id_.rows": { path: "/desk/subscribers/import/files/1/rows", post: "operator" },
  "desk.undo": { path: "/desk/undo", post: "writer" },
  "desk.words": { path: "/desk/words", get: "writer" },
  "desk.subscribers._index": { path: "/desk/subscribers", get: "editor", post: "editor" },
  "desk_.articles.$id.page": { path: "/desk/articles/1/page", get: "writer" },
  "desk_.issues.$number.page": { path: "/desk/issues/1/page", get: "editor" },
  "desk_.set-up": { path: "/desk/set-up", get: "open", post: "open" },
  "desk_.sign-in": { path: "/desk/sign-in", get: "open", post: "open" },
  "desk_.sign-in_.$token": { path: "/desk/sign-in/x", get: "open", post: "open" },
  "desk_.sign-in_.again": { path: "/desk/sign-in/again", post: "open" },
  "desk_.sign-in_.passkey": { path: "/desk/sign-in/passkey", post: "open" },
};

/** Frames of other pages, and the way out, which is tried elsewhere: it ends the session. */
const others = ["desk", "desk.settings", "desk_.sign-out"];

/** The methods of a route's file; a loader that answers 405 is none. */
const modules = import.meta.glob<Partial<Record<"loader" | "action" | "default", unknown>>>(
  "../../app/routes/desk*{.ts,.tsx,/route.tsx}",
);

let context: TestContext;
const people = {} as Record<Role, AtTheDesk>;

beforeAll(async () => {
  const site = await aSite();
  context = site.context;
  await aReader(context, site.list, "ana@readers.example");
  for (const role of roles) people[role] = await atTheDesk(context, role, `Somebody ${role}`);
  const own = await anArticle(context);
  const other = await anArticle(context, { headline: "Somebody else's" });
  await context.db
    .updateTable("articles")
    .set({ author_id: people.writer.editor.id })
    .where("id", "=", own.id)
    .execute();
  await anIssue(context, site.list, { articles: [other] });
  await anIssue(context, site.list, { articles: [await anArticle(context)] });
  await sendIssue(context, 2, "Ruth");
  await context.db
    .insertInto("digests")
    .values({ list_id: site.list.id, month: "2026-10", status: "empty", due_at: 1, at: 1, detail: "" })
    .execute();
});

function outcome({ status, headers }: Awaited<ReturnType<typeof ask>>): string {
  if (status === 403) return "refused";
  if (status === 401 || (status === 302 && /^\/desk\/(sign-in|set-up)/.test(headers.location ?? ""))) return "sign in";
  return status >= 500 ? `broke (${status})` : "answered";
}

describe("who may do what (S-15)", () => {
  test("every route of the desk stands in the table, with its methods", async () => {
    const ids = Object.values(flatRoutes("app")).map(({ id }) => id.replace(/^routes\//, ""));
    const desk = ids.map((id) => id.replace(/\/route$/, "")).filter((id) => id.startsWith("desk"));
    expect(Object.keys(doors).sort()).toEqual(desk.filter((id) => !others.includes(id)).sort());
    for (const [file, load] of Object.entries(modules)) {
      const id = file.replace(/^.*\/routes\//, "").replace(/(\/route)?\.tsx?$/, "");
      if (!(id in doors)) continue;
      const { action, default: page } = await load();
      expect([id, doors[id]!.post !== undefined]).toEqual([id, action !== undefined]);
      if (page) expect([id, doors[id]!.get]).not.toEqual([id, undefined]);
    }
  });

  const tries = Object.entries(doors).flatMap(([id, door]) =>
    (["get", "post"] as const).flatMap((method) => (door[method] ? [[method, id, door] as const] : [])),
  );

  test.each(tries)("%s %s", async (method, _id, door) => {
    const needed = door[method]!;
    const send = (who: AtTheDesk | null) => {
      if (method === "get") return who ? who.see(door.path) : ask(context, door.path);
      const body = door.json ? { ...sheet, as: who?.editor.id ?? 1 } : undefined;
      if (!who) return stranger(door.path, body);
      return body ? who.send(door.path, body) : who.post(door.path, { intent: "none of these", id: "0" });
    };
    if (needed !== "open") expect(outcome(await send(null)), "a stranger").toBe("sign in");
    for (const role of roles) {
      const may = needed === "open" || roles.indexOf(role) >= roles.indexOf(needed);
      if (needed !== "open")
        expect([role, outcome(await send(people[role]))]).toEqual([role, may ? "answered" : "refused"]);
    }
  });
});

/** Fits what pages that save themselves post, and saves nothing: its draft cannot be read. */
const sheet = {
  ...{ intent: "save", version: 1, tab: "a-tab-of-a-test", step: 1, draft: 5, sheet: "article 1", act: "read" },
  ...{ path: "/images/0", crop: { left: 0, top: 0, width: 1, height: 1 } },
};

function stranger(path: string, json?: object) {
  const type = json ? "application/json" : "application/x-www-form-urlencoded";
  const headers = { "Content-Type": type, Origin: context.config.appUrl, "Sec-Fetch-Site": "same-origin" };
  return ask(context, path, { method: "POST", headers, body: json ? JSON.stringify(json) : "intent=none" });
}

describe("a writer", () => {
  const pages = ["", "/preview", "/revisions", "/mail", "/card.png", "/page", "/sheet"];

  test("opens no article that is neither written by them nor assigned to them", async () => {
    for (const page of pages) {
      expect([page, (await people.writer.see(`/desk/articles/2${page}`)).status]).toEqual([page, 403]);
      expect([page, (await people.editor.see(`/desk/articles/2${page}`)).status]).toEqual([page, 200]);
    }
    expect((await people.writer.post("/desk/articles/2/revisions", { revision: "1" })).status).toBe(403);
  });

  test("saves, publishes and deletes nothing of somebody else's, and publishes nothing of their own", async () => {
    const draft = {
      headline: "Mine now",
      slug: "",
      dek: "",
      byline: "",
      body: { type: "doc", content: [{ type: "paragraph" }] },
    };
    const save = (id: number, intent: string) =>
      people.writer.send(`/desk/articles/${id}/sheet`, {
        ...{ intent, version: 1, tab: "another-tab", step: 1, as: people.writer.editor.id },
        draft: { ...draft, imageCredit: "", imageAlt: "" },
      });
    for (const intent of ["save", "review", "publish", "unpublish", "delete"])
      expect([intent, (await save(2, intent)).status]).toEqual([intent, 403]);
    for (const intent of ["publish", "unpublish"])
      expect([intent, (await save(1, intent)).status]).toEqual([intent, 403]);
    expect((await articleById(context, 1))!.publishedAt).toBeNull();
    expect((await articleById(context, 2))!.headline).toBe("Somebody else's");
    expect(JSON.parse((await save(1, "save")).text)).toMatchObject({ saved: { id: 1 } });
  });

  test("does nothing at somebody else's article by a forged post, and reads nothing of it", async () => {
    const forged: [string, Record<string, string>[]][] = [
      [
        "/desk/articles/2/people",
        [
          ...["comment", "edit", "delete", "restore", "resolve", "reopen", "seen", "assign", "unassign"].map(
            (intent) => ({
              ...{ intent, text: "Mine", comment: "1", thread: "1", upTo: "9", editor: "1", due: "" },
            }),
          ),
        ],
      ],
      ["/desk/articles/2/corrections", [{ intent: "add", text: "Wrong" }]],
      ["/desk/articles/2/schedule", [{ intent: "schedule", at: "2026-12-01T07:00" }]],
      ["/desk/articles/2/preview", [{ intent: "link", name: "x", days: "7" }]],
      ["/desk/articles/2/revisions", [{ revision: "1" }]],
      [
        "/desk/issues/1/people",
        [
          { intent: "ask-review", of: "1" },
          { intent: "comment", text: "x" },
        ],
      ],
      [
        "/desk/issues/1/preview",
        [
          { intent: "test", to: "ana@readers.example" },
          { intent: "save-group", name: "x" },
        ],
      ],
      ["/desk/issues/1/send", [{ intent: "approve" }, { intent: "send" }]],
      ["/desk/issues", [{ intent: "begin" }]],
    ];
    for (const [path, forms] of forged)
      for (const form of forms)
        expect([path, form, (await people.writer.post(path, form)).status]).toEqual([path, form, 403]);
    for (const path of [
      "/desk/articles/2/people",
      "/desk/issues/1/people",
      "/desk/issues/1/mail",
      "/desk/issues/articles?q=else",
    ])
      expect([path, (await people.writer.see(path)).status]).toEqual([path, 403]);
    for (const table of ["comments", "assignments", "corrections", "draft_links", "test_groups"] as const)
      expect([table, await context.db.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
  });

  test("assigns nobody to their own article, and changes nobody else's comments there", async () => {
    const own = "/desk/articles/1/people";
    await people.editor.post(own, { intent: "comment", text: "Who says so?" });
    const { id } = await context.db.selectFrom("comments").select("id").executeTakeFirstOrThrow();
    for (const intent of ["edit", "delete", "restore"]) {
      const { status, text } = await people.writer.post(own, { intent, comment: String(id), text: "Nobody." });
      expect([intent, status, JSON.parse(text).fault]).toEqual([
        intent,
        400,
        expect.stringContaining("Only who wrote"),
      ]);
    }
    const { text } = await people.writer.post(own, {
      intent: "assign",
      editor: String(people.writer.editor.id),
      due: "",
    });
    expect(JSON.parse(text).fault).toBe("An editor assigns it.");
    expect((await people.writer.post(own, { intent: "comment", text: "The port.", thread: String(id) })).status).toBe(
      200,
    );
    expect(await context.db.selectFrom("comments").select("text").orderBy("id").execute()).toEqual([
      { text: "Who says so?" },
      { text: "The port." },
    ]);
    await context.db.deleteFrom("comments").execute();
  });

  test("sees a desk without what they cannot do", async () => {
    expect((await people.writer.see("/desk")).headers.location).toBe("/desk/articles");
    const { text } = await people.writer.see("/desk/articles");
    for (const word of ["Issues", "Schedule", "Subscribers", "Lists", "Pictures"])
      expect([word, text.includes(`>${word}</a>`)]).toEqual([word, false]);
    expect(text).toContain("Mine now");
    expect(text).not.toContain("Somebody else");
    const page = (await people.writer.see("/desk/articles/1")).text;
    expect(page).not.toMatch(/>Publish<\/button>/);
  });

  test("is one at once when the role changes, and an editor at once when it changes back", async () => {
    const tom = await atTheDesk(context, "editor", "Tom");
    expect((await tom.see("/desk/issues/1")).status).toBe(200);
    await setRole(context, tom.editor.id, "writer", "Ines");
    expect((await tom.see("/desk/issues/1")).status).toBe(403);
    expect((await tom.see("/desk/articles/2")).status).toBe(403);
    await setRole(context, tom.editor.id, "editor", "Ines");
    expect((await tom.see("/desk/issues/1")).status).toBe(200);
    expect((await issueByNumber(context, 1))!.status).toBe("draft");
  });
});
