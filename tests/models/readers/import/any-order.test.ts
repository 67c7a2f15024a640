import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { day } from "#app/models/durations.ts";
import { inputOf, issueByNumber, saveIssue } from "#app/models/issues/issues.server.ts";
import { erase } from "#app/models/privacy/erasure.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { undoImport } from "#app/models/readers/import/undoing.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { confirm, confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, anArticle, anIssue } from "../../../support/newsroom.ts";
import { aSegment } from "../../../support/segments.ts";
import type { Article } from "#app/models/articles/articles.server.ts";

const emails = ["ana@a.example", "bo@a.example", "cai@b.example", "dee@b.example", "eve@b.example"];
const states = ["active", "active", "active", "unsubscribed", "complained"] as const;
type Said = { email: string; state: (typeof states)[number] };
type Told = { id: number; list: number; at: number; said: Said[]; undone: boolean };

/** What the model knows of one person on one list. Times count acts. */
type Known = {
  /** Their own last word. */
  own: "in" | "out" | null;
  ownAt: number;
  /** Somebody filled in the form for them. */
  asked: boolean;
  written: boolean;
};

/** A generator of numbers below `most`, the same for the same seed. */
function chance(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % most;
  };
}

/** A world and its model in memory: who may be mailed by what people and imports said so far. */
class World {
  readonly told: Told[] = [];
  readonly known = new Map<string, Known>();
  /** Who was erased and has not come back: nobody knows what they had said. */
  readonly erased = new Set<string>();
  /** When each person last did something themselves: undoing leaves what an import made of them before. */
  readonly acted = new Map<string, number>();
  step = 0;
  constructor(
    readonly context: TestContext,
    readonly lists: List[],
    readonly article: Article,
    readonly segment: number,
    readonly pick: (most: number) => number,
  ) {}

  of(email: string, list: number): Known {
    const key = `${email} ${list}`;
    const known = this.known.get(key) ?? { own: null, ownAt: 0, asked: false, written: false };
    this.known.set(key, known);
    return known;
  }

  says(email: string, list: number, which: (told: Told) => boolean = (told) => !told.undone) {
    return this.told
      .filter((told) => which(told))
      .flatMap((told) => told.said.map((one) => ({ ...one, at: told.at, list: told.list })))
      .filter((one) => one.email === email && (one.list === list || one.state === "complained"));
  }

  /** `yes`: an issue must go to them; `no`: none may. Null: the model leaves it open, both are careful. */
  mayBeMailed(email: string, list: number): "yes" | "no" | null {
    const { own, ownAt, asked, written } = this.of(email, list);
    const live = this.says(email, list);
    if (own === "out" || live.some(({ state }) => state === "complained")) return "no";
    if (live.some(({ state, at }) => state === "unsubscribed" && at > ownAt)) return "no";
    const isActive = live.some(({ state }) => state === "active");
    const ever = this.says(email, list, () => true);
    const acted = this.acted.get(email) ?? 0;
    if (own === null && !isActive && !written && !ever.some(({ at }) => at < acted)) return "no";
    if (ever.some(({ state, at }) => state === "unsubscribed" && at > ownAt && at < acted)) return null;
    if (ever.some(({ state }) => state === "complained") || asked) return null;
    if (own === "in") return "yes";
    return isActive && ever.every(({ state }) => state === "active") ? "yes" : null;
  }

  async import() {
    const list = this.pick(2);
    const said = emails.filter(() => this.pick(2) === 0).map((email) => ({ email, state: states[this.pick(5)]! }));
    // Another case and a tag of a name are the same person.
    const rows = said.map(({ email, state }) => `${this.pick(2) ? email.toUpperCase() : `X <${email}>`},${state}`);
    const file = ["email,status", ...rows, "zoe@c.example,active"].join("\n");
    const order = { list: this.lists[list]!, basis: "The fair", file: "fair.csv", actor: "Ruth" };
    const result = await importReaders(this.context, () => Readable.from([Buffer.from(file)]), order);
    if ("error" in result) throw new Error(result.error);
    this.told.push({ id: result.id!, list, at: this.step, said, undone: false });
  }

  async undo() {
    const live = this.told.filter(({ undone }) => !undone);
    const told = live[this.pick(live.length || 1)];
    if (!told) return;
    const undone = await undoImport(this.context, told.id, "Ines");
    if ("error" in undone) throw new Error(undone.error);
    told.undone = true;
  }

  async leave() {
    const [email, list] = [emails[this.pick(5)]!, this.pick(2)];
    const reader = await subscriberByEmail(this.context, email);
    if (!reader?.subscriptions.some(({ listId }) => listId === this.lists[list]!.id)) return;
    this.acted.set(email, this.step);
    await endSubscription(this.context, reader.id, this.lists[list]!.id, "one-click");
    Object.assign(this.of(email, list), { own: "out", ownAt: this.step });
  }

  /** Somebody fills in the form; mostly its owner, who confirms. */
  async join() {
    const [email, list] = [emails[this.pick(5)]!, this.pick(2)];
    const { context } = this;
    const listId = this.lists[list]!.id;
    context.later(day);
    await signUp(context, { email, name: "", listId, source: "/", ip: "192.0.2.1" });
    const reader = await subscriberByEmail(context, email);
    if (!reader?.subscriptions.some((one) => one.listId === listId && one.status === "pending")) return;
    this.acted.set(email, this.step);
    if (this.pick(3) === 0) return void (this.of(email, list).asked = true);
    const token = confirmUrl(context, reader.id, listId, context.clock()).split("/").pop()!;
    const confirmed = await confirm(context, token, "192.0.2.1");
    if (!confirmed || confirmed.already) return;
    Object.assign(this.of(email, list), { own: "in", ownAt: this.step });
    if (this.erased.delete(email)) Object.assign(this.of(email, 1 - list), { own: null, asked: true });
  }

  async complainOrErase() {
    const email = emails[this.pick(5)]!;
    const reader = await subscriberByEmail(this.context, email);
    if (!reader) return;
    if (this.pick(2)) await suppress(this.context, email, "complaint");
    else {
      await erase(this.context, reader.id, "the reader");
      this.erased.add(email);
    }
    for (const list of [0, 1]) Object.assign(this.of(email, list), { own: "out", ownAt: this.step });
  }

  async send() {
    const list = this.pick(2);
    const narrow = this.pick(2) === 0;
    const { context } = this;
    const number = await anIssue(context, this.lists[list]!, { articles: [this.article] });
    const issue = (await issueByNumber(context, number))!;
    const input = { ...inputOf(issue), segmentId: narrow ? this.segment : null };
    await saveIssue(context, number, issue.version, input, "Tom");
    const sent = await sendIssue(context, number, "Ruth");
    const got = "send" in sent ? await this.handOver(sent.send.editionId) : [];
    for (const email of emails) {
      const fits = !narrow || email.endsWith("@b.example");
      const may = fits ? this.mayBeMailed(email, list) : "no";
      if (may !== null) expect([this.step, email, got.includes(email)]).toEqual([this.step, email, may === "yes"]);
      if (got.includes(email)) this.of(email, list).written = true;
    }
  }

  private async handOver(editionId: number): Promise<string[]> {
    const { db, clock } = this.context;
    await db
      .updateTable("deliveries")
      .set({ status: "accepted", finished_at: clock() })
      .where("edition_id", "=", editionId)
      .execute();
    const rows = await db
      .selectFrom("deliveries")
      .innerJoin("subscribers", "subscribers.id", "subscriber_id")
      .select("email_key")
      .where("edition_id", "=", editionId)
      .execute();
    return rows.map(({ email_key }) => email_key);
  }

  async isRight() {
    const active = await this.context.db
      .selectFrom("subscriptions")
      .innerJoin("subscribers", "subscribers.id", "subscriber_id")
      .select(["email_key", "list_id"])
      .where("status", "=", "active")
      .where("suppressed_at", "is", null)
      .execute();
    for (const email of emails)
      for (const list of [0, 1]) {
        const gets = active.some((row) => row.email_key === email && row.list_id === this.lists[list]!.id);
        const may = this.mayBeMailed(email, list);
        if (may !== null) expect([this.step, email, list, gets]).toEqual([this.step, email, list, may === "yes"]);
      }
  }
}

const acts = [
  "import",
  "import",
  "import",
  "undo",
  "undo",
  "leave",
  "join",
  "join",
  "complainOrErase",
  "send",
] as const;

async function aWorld(seed: number): Promise<World> {
  const context = await testContext();
  const list = await aBriefing(context);
  const { list: other } = (await createList(context, { slug: "other", name: "The other" })) as { list: List };
  const rule = [{ kind: "domain" as const, not: false, value: { domain: "b.example" } }];
  return new World(context, [list, other], await anArticle(context), await aSegment(context, "B", rule), chance(seed));
}

const seeds = process.env.PRESSRUN_SEEDS?.split("-").map(Number) ?? [1, 4];

test.each(Array.from({ length: seeds[1]! - seeds[0]! + 1 }, (_, i) => seeds[0]! + i))(
  "whatever people, imports and their undoing do in whatever order, issues go to whom they may (%s)",
  async (seed) => {
    const world = await aWorld(seed);
    const { context } = world;
    const done: string[] = [];
    for (world.step = 1; world.step <= 24; world.step += 1) {
      const act = acts[world.pick(acts.length)]!;
      done.push(act);
      await world[act]();
      context.later(1000);
      await world.isRight().catch((error: unknown) => {
        throw new Error(`${String(error)}\n${done.join(", ")}\n${JSON.stringify(world.told)}`);
      });
    }
    for (const told of world.told.filter(({ undone }) => !undone)) await undoImport(context, told.id, "Ines");
    for (const told of world.told) told.undone = true;
    await world.isRight();
    expect((await verifyConsent(context)).fault).toBe(null);
    const nobodys = await context.db
      .selectFrom("subscribers")
      .select("id")
      .where("erased_at", "is", null)
      .where("import_id", "is not", null)
      .where(({ not, exists, selectFrom }) =>
        not(exists(selectFrom("subscriptions").select("list_id").whereRef("subscriber_id", "=", "subscribers.id"))),
      )
      .execute();
    expect(nobodys).toEqual([]);
  },
);
