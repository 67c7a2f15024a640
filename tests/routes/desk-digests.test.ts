import { beforeEach, describe, expect, test } from "vitest";
import { recentEvents } from "#app/models/auditLog.server.ts";
import { countDeliveries } from "#app/models/deliveries/deliveries.server.ts";
import type { Send } from "#app/models/deliveries/sends.server.ts";
import { digestById } from "#app/models/digests/digests.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { ask, post } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { aCopy, aDigest } from "../support/digests.ts";
import { aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let list: List;
let ruth: AtTheDesk;
let digest: Send;
let path: string;
let uncertain: number;

/** A digest on its way: one reader has it, one may have it, two wait. */
beforeEach(async () => {
  ({ context, list } = await aSite());
  ruth = await atTheDesk(context, "operator");
  digest = await aDigest(context, list);
  path = `/desk/digests/${digest.id}`;
  const states = { ana: "accepted", bo: "uncertain", cai: "queued", dee: "queued" } as const;
  for (const [name, state] of Object.entries(states)) {
    const { id } = await aReader(context, list, `${name}@readers.example`);
    await aCopy(context, digest, id, state);
    if (state === "uncertain") uncertain = id;
  }
});

async function words(path: string): Promise<string> {
  const { status, text } = await ruth.see(path);
  expect(status, path).toBe(200);
  const main = text.slice(text.indexOf("<main"), text.indexOf("</main>"));
  return main
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

const now = async () => (await digestById(context, digest.id))!;

describe("a digest at the desk", () => {
  test("has the page that an issue's send has, reached from the schedule and from its reader's page", async () => {
    const said = await words(path);
    expect(said).toMatch(/Monthly digest Sending October 2026 To “The Robotics Briefing”/);
    expect(said).toMatch(/Everyone the digest was for 4/);
    expect(said).toMatch(/1 reader uncertain/);
    expect(said).toMatch(/It went by itself on/);
    for (const from of ["/desk/schedule", `/desk/subscribers/${uncertain}`])
      expect((await ruth.see(from)).text).toContain(`href="${path}"`);
  });

  test("is paused at once with its sentence, and goes on by a button", async () => {
    const paused = await ruth.post(`${path}/pause`, { intent: "pause", reason: "A wrong link" });
    expect([paused.status, paused.headers.location]).toEqual([302, path]);
    const said = await words(path);
    expect(said).toMatch(/Paused: nothing of this digest leaves A wrong link\. 2 of 4 readers are still to come\./);
    expect((await now()).status).toBe("paused");
    await ruth.post(`${path}/pause`, { intent: "resume" });
    expect(await now()).toMatchObject({ status: "sending", pause: null });
    expect((await recentEvents(context)).slice(0, 2).map(({ action, detail }) => `${action} ${detail}`)).toEqual([
      "resume digest 2026-10 of weekly",
      "pause digest 2026-10 of weekly: A wrong link.",
    ]);
  });

  test("is cancelled after a question, for those who still wait", async () => {
    expect(await words(`${path}/cancel`)).toMatch(/2 readers of 4 will not get .*October 2026.*a digest goes out once/);
    await ruth.post(`${path}/cancel`, {});
    expect(await countDeliveries(context, digest.editionId)).toMatchObject({ cancelled: 2, accepted: 1, uncertain: 1 });
    expect((await now()).status).toBe("sent");
    expect((await ruth.see(`${path}/cancel`)).headers.location).toBe(path);
  });

  test("has its uncertain listed with their evidence, and decided as ticked", async () => {
    expect(await words(`${path}/uncertain`)).toMatch(
      /Readers of the digest of October 2026 who may or may not have it.*bo@readers\.example/,
    );
    const wrong = await ruth.post(`${path}/uncertain`, { how: "accept", reader: String(uncertain), why: "" });
    expect(wrong.status).toBe(400);
    const settled = { how: "accept", reader: String(uncertain), why: "250 in the relay’s log" };
    expect((await ruth.post(`${path}/uncertain`, settled)).text).toContain("1 reader marked as having it.");
    expect(await countDeliveries(context, digest.editionId)).toMatchObject({ accepted: 2, uncertain: 0 });
    expect((await ruth.post(`${path}/uncertain`, settled)).status).toBe(409);
  });

  test("is nobody's to see or steer but whose it may be (S-15)", async () => {
    const forms = [`${path}/pause`, `${path}/cancel`, `${path}/uncertain`];
    for (const door of [path, ...forms.slice(1)])
      expect((await ask(context, door)).headers.location, door).toMatch(/sign-in/);
    for (const door of forms)
      expect((await post(context, door, { intent: "pause", how: "accept" })).headers.location, door).toMatch(/sign-in/);
    const tom = await atTheDesk(context, "editor", "Tom");
    for (const door of [path, `${path}/uncertain`]) {
      const { status, text } = await tom.see(door);
      expect(status, door).toBe(200);
      expect(text).not.toMatch(/Cancel the rest|name="why"/);
    }
    expect((await tom.see(`${path}/cancel`)).status).toBe(403);
    for (const door of forms) expect((await tom.post(door, { how: "accept" })).status, door).toBe(403);
    expect((await now()).status).toBe("sending");
  });

  test("that did not go out, or is not there, has no page", async () => {
    const { id } = await context.db
      .insertInto("digests")
      .values({ list_id: list.id, month: "2026-09", due_at: 0, at: 0, status: "empty", detail: "No issue went out." })
      .returning("id")
      .executeTakeFirstOrThrow();
    for (const none of [id, 4711])
      for (const door of ["", "/uncertain"])
        expect((await ruth.see(`/desk/digests/${none}${door}`)).status, `${none}${door}`).toBe(404);
    expect((await ruth.post(`/desk/digests/${id}/pause`, { intent: "pause" })).status).toBe(404);
  });
});
