import type { Challenge } from "altcha-lib";
import type { KyselyPlugin } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { openNotices } from "#app/models/notices.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { confirm, confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { alarmIn, isUnderPressure, watchSignUps } from "#app/models/readers/sign-up/floodAlarm.server.ts";
import { newFormToken } from "#app/models/readers/sign-up/formTokens.server.ts";
import { isSolved, newChallenge } from "#app/models/readers/sign-up/proofOfWork.server.ts";
import {
  forgetOldSignUps,
  processSignUps,
  receiveSignUp,
  type Reception,
} from "#app/models/readers/sign-up/requests.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { engine } from "../../../support/database.ts";
import { aLane } from "../../../support/lane.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";
import { solve } from "../../../support/proof.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

type Given = { ip?: string; token?: string; proof?: string; filled?: boolean };

/** Somebody presses the button; without `token`, in a form that carries nothing. */
function press(
  email: string,
  { ip = "192.0.2.7", token = "", proof = "", filled }: Given = {},
  at: TestContext = context,
) {
  const form = { name: "", listIds: [list.id], topics: [], source: "/", wording: "", userAgent: null };
  return receiveSignUp(at, { ...form, email, ip, token, proof, filled });
}

/** In a form that has stood open long enough to be filled in. */
async function pressInForm(email: string, ip?: string) {
  const token = newFormToken(context, "form");
  context.later(3000);
  return press(email, { ip, token });
}

const kindOf = (reception: Reception) => {
  if ("taken" in reception) return reception.taken === "now" ? "taken" : "taken-before";
  return reception.error;
};
const kinds = (receptions: Reception[]) => receptions.map(kindOf);
const waiting = () => context.db.selectFrom("sign_ups").selectAll().execute();
const letters = () => context.db.selectFrom("letters").selectAll().execute();

async function pressures() {
  await context.db.updateTable("sign_up_pressure").set({ alarm_at: context.clock() }).execute();
}

describe("whoever the address belongs to", () => {
  /** What is asked of the database: the kind of each statement, and its tables. */
  function listening(): { heard: string[]; context: TestContext } {
    const heard: string[] = [];
    const ear: KyselyPlugin = {
      transformQuery: ({ node }) => {
        const tables = JSON.stringify(node).match(/"identifier":\{"kind":"IdentifierNode","name":"\w+"/g) ?? [];
        heard.push(`${node.kind} ${tables.join()}`);
        return node;
      },
      transformResult: ({ result }) => Promise.resolve(result),
    };
    return { heard, context: { ...context, db: context.db.withPlugin(ear) } };
  }

  test("the door does the same work and gives the same answer (C-06)", async () => {
    await aReader(context, list, "active@readers.example");
    await signUp(context, { email: "pending@readers.example", name: "", listId: list.id, source: "/", ip: "" });
    await suppress(context, "bounced@readers.example", "hard bounce");
    await suppress(context, "erased@readers.example", "erased");
    const seen = [];
    for (const [i, name] of ["new", "pending", "active", "bounced", "erased"].entries()) {
      const { heard, context: listened } = listening();
      const reception = await press(`${name}@readers.example`, { ip: `198.51.${i}.1` }, listened as TestContext);
      expect(heard.length).toBeGreaterThan(2);
      seen.push(JSON.stringify({ reception, heard }));
    }
    expect(new Set(seen).size).toBe(1);
    expect(await waiting()).toHaveLength(5);
  });

  test("the sender looks who it is, within its next second, and nothing of the request stays", async () => {
    await press("ana@readers.example");
    expect(await letters()).toEqual([]);
    await (await aLane(context)).upkeep();
    expect(await waiting()).toEqual([]);
    expect(await letters()).toMatchObject([{ kind: "confirmation", status: "queued" }]);
  });

  test("one that cannot be worked off does not keep the others waiting", async () => {
    await press("ana@readers.example");
    await context.db.updateTable("sign_ups").set({ list_ids: "{" }).execute();
    await press("bo@readers.example");
    expect(await processSignUps(context)).toBe(2);
    expect(await letters()).toHaveLength(1);
  });
});

describe("the limits", () => {
  test("one network may sign up five an hour, from whichever of its addresses; then a proof is the way on (C-22)", async () => {
    const seen = [];
    for (let i = 0; i < 7; i += 1) seen.push(await pressInForm(`reader${i}@readers.example`, `192.0.2.${i}`));
    expect(kinds(seen)).toEqual(["taken", "taken", "taken", "taken", "taken", "press-needed", "press-needed"]);
    const { token, challenge } = seen[5] as Extract<Reception, { error: "press-needed" }>;
    const proof = await solve(challenge!);
    expect(kindOf(await press("reader5@readers.example", { token, proof }))).toBe("taken");
    expect(kindOf(await press("reader6@readers.example", { token, proof }))).toBe("press-needed");
    const v6 = [];
    for (let i = 0; i < 6; i += 1) v6.push(await pressInForm(`six${i}@readers.example`, `2001:db8:1::${i + 1}`));
    expect(kinds(v6).filter((kind) => kind === "taken")).toHaveLength(5);
    context.later(hour);
    expect(kinds([await pressInForm("late@readers.example", "192.0.2.1")])).toEqual(["taken"]);
  });

  test("without a script, five more an hour come through from a network that is over its first five", async () => {
    for (let i = 0; i < 5; i += 1) await pressInForm(`reader${i}@readers.example`);
    const seen = [];
    for (let i = 5; i < 11; i += 1) {
      const asked = await pressInForm(`reader${i}@readers.example`);
      context.later(3000);
      seen.push(await press(`reader${i}@readers.example`, { token: (asked as { token: string }).token }));
    }
    expect(kinds(seen)).toEqual(["taken", "taken", "taken", "taken", "taken", "busy"]);
    expect(seen[5]).toEqual({ error: "busy", withProof: true });
  });

  test("the more come from a network, the more work is asked for; beyond 300 an hour nobody is let in", async () => {
    await pressInForm("reader@readers.example");
    const costs = [];
    for (const count of [5, 10, 40, 299]) {
      await context.db.updateTable("throttles").set({ count }).where("scope", "=", "sign-up-network").execute();
      const asked = await pressInForm("more@readers.example");
      costs.push((JSON.parse((asked as { challenge: string }).challenge) as Challenge).parameters.cost);
    }
    expect(costs).toEqual([2000, 4000, 16_000, 16_000]);
    await context.db.updateTable("throttles").set({ count: 300 }).where("scope", "=", "sign-up-network").execute();
    expect(await pressInForm("more@readers.example")).toEqual({ error: "busy", withProof: false });
  });

  test("a restart resets nothing (S-08)", async () => {
    for (let i = 0; i < 5; i += 1) await pressInForm(`reader${i}@readers.example`);
    const restarted = { ...(await testContext({ db: context.db })), clock: context.clock } as TestContext;
    const token = newFormToken(restarted, "form");
    context.later(3000);
    expect(kindOf(await press("more@readers.example", { token }, restarted))).toBe("press-needed");
  });

  test("one address asked for from 50 networks gets one mail (C-22, row 8)", async () => {
    for (let i = 0; i < 50; i += 1) {
      await press(i % 2 ? "Ana@readers.example" : "ana@READERS.example", { ip: `198.51.${i}.1` });
      context.later(10_000);
    }
    await processSignUps(context);
    expect(await letters()).toHaveLength(1);
  });

  test("a domain gets so many an hour, with a proof asked for before that (C-22)", async () => {
    const seen: Reception[] = [];
    for (let i = 0; i < 60; i += 1) {
      seen.push(await pressInForm(`reader${i}@victim.example`, `198.51.${i}.1`));
      context.later(minute / 20);
    }
    expect(kinds(seen.slice(0, 50))).toEqual(Array.from({ length: 50 }, () => "taken"));
    expect(new Set(kinds(seen.slice(50)))).toEqual(new Set(["press-needed"]));
    await context.db.updateTable("throttles").set({ count: 100 }).where("scope", "=", "sign-up-domain").execute();
    expect(kindOf(await pressInForm("next@victim.example", "203.0.113.1"))).toBe("press-needed");
    await context.db.updateTable("throttles").set({ count: 1000 }).where("scope", "=", "sign-up-domain").execute();
    expect(kindOf(await pressInForm("last@victim.example", "203.0.113.1"))).toBe("busy");
    expect(kindOf(await pressInForm("ana@other.example", "203.0.113.1"))).toBe("taken");
  });
});

describe("a form", () => {
  test("filled in as fast as a browser does it by itself leads to one more press, which is enough (C-23)", async () => {
    const token = newFormToken(context, "form");
    context.later(300);
    const asked = await press("ana@readers.example", { token });
    expect(asked).toMatchObject({ error: "press-needed", challenge: null, tooFast: true });
    const { token: next } = asked as { token: string };
    context.later(300);
    // Whoever presses there at once is asked again with the same form, which grows older meanwhile.
    expect(await press("ana@readers.example", { token: next })).toMatchObject({ error: "press-needed", token: next });
    expect(await waiting()).toEqual([]);
    context.later(1800);
    expect(kindOf(await press("ana@readers.example", { token: next }))).toBe("taken");
    expect(await waiting()).toHaveLength(1);
  });

  test("with the field that nobody sees filled in leads to one more press, too, and says nothing that is not so (C-23)", async () => {
    const token = newFormToken(context, "form");
    context.later(3000);
    const asked = await press("ana@readers.example", { token, filled: true });
    expect(asked).toMatchObject({ error: "press-needed", tooFast: false });
    expect(kindOf(await press("bo@readers.example", { filled: true }))).toBe("press-needed");
    expect(await waiting()).toEqual([]);
    context.later(3000);
    const pressed = { token: (asked as { token: string }).token, filled: true };
    expect(kindOf(await press("ana@readers.example", pressed))).toBe("taken");
  });

  test("is used up with its row or not at all, so that whoever comes back with it is told what is so", async () => {
    const token = newFormToken(context, "form");
    context.later(3000);
    await context.db.schema.alterTable("sign_ups").renameTo("elsewhere").execute();
    await expect(press("ana@readers.example", { token })).rejects.toThrow();
    await context.db.schema.alterTable("elsewhere").renameTo("sign_ups").execute();
    expect(kindOf(await press("ana@readers.example", { token }))).toBe("taken");
  });

  test("is the same for everybody for a minute, so it is good once for each address (C-23)", async () => {
    const token = newFormToken(context, "form");
    context.later(3000);
    const seen = [];
    for (const name of ["ana", "Ana", "bo", "ana"]) seen.push(await press(`${name}@readers.example`, { token }));
    expect(kinds(seen)).toEqual(["taken", "taken-before", "taken", "taken-before"]);
    expect((await waiting()).map(({ email }) => email)).toEqual(["ana@readers.example", "bo@readers.example"]);
  });

  test("with only a button is good for one address: any other is asked to press anew (C-23)", async () => {
    const token = newFormToken(context, "press");
    context.later(3000);
    const seen = [];
    for (const name of ["ana", "Ana", "bo"]) seen.push(await press(`${name}@readers.example`, { token }));
    expect(kinds(seen)).toEqual(["taken", "taken-before", "press-needed"]);
    expect(await waiting()).toHaveLength(1);
  });

  test("that carries nothing, as on a cached page, is enough for two an hour from a network; then one more press", async () => {
    const seen = [];
    for (let i = 0; i < 3; i += 1) seen.push(await press(`reader${i}@readers.example`));
    expect(kinds(seen)).toEqual(["taken", "taken", "press-needed"]);
    const last = seen[2] as Extract<Reception, { error: "press-needed" }>;
    expect(last).toMatchObject({ challenge: null, tooFast: false });
    expect(await press("reader2@readers.example", { token: last.token })).toMatchObject({
      error: "press-needed",
      tooFast: true,
    });
    context.later(2000);
    expect(kindOf(await press("reader2@readers.example", { token: last.token }))).toBe("taken");
  });

  test("that is too old, forged, or another token of ours counts as one that carries nothing", async () => {
    const old = newFormToken(context, "form");
    context.later(day + 1);
    await pressInForm("one@readers.example");
    await pressInForm("two@readers.example");
    const other = confirmUrl(context, 1, list.id, context.clock()).split("/").at(-1)!;
    for (const token of [old, `${old.slice(0, -1)}x`, other, "x".repeat(5000)])
      expect(kindOf(await press("ana@readers.example", { token }))).toBe("press-needed");
  });
});

describe("under pressure", () => {
  const challenged = async (email: string, ip?: string) => {
    const asked = await press(email, { ip });
    if (!("challenge" in asked) || !asked.challenge) throw new Error(`it was ${kindOf(asked)}`);
    context.later(3000);
    return { token: asked.token, challenge: asked.challenge, ip };
  };

  test("more sign-ups in a minute than usual bring the proof of work, for ten minutes (C-22, C-24)", async () => {
    const seen = [];
    for (let i = 0; i < 40; i += 1) seen.push(await press(`a${i}@d${i}.example`, { ip: `198.51.${i}.1` }));
    expect(kinds(seen)).toEqual([...Array(30).fill("taken"), ...Array(10).fill("press-needed")]);
    context.later(9 * minute);
    expect(kindOf(await press("ana@readers.example"))).toBe("press-needed");
    context.later(minute);
    expect(kindOf(await press("ana@readers.example"))).toBe("taken");
  });

  test("a solved proof lets one sign-up through, once (C-24)", async () => {
    await pressures();
    const { token, challenge } = await challenged("ana@readers.example");
    const proof = await solve(challenge);
    expect(kindOf(await press("ana@readers.example", { token, proof }))).toBe("taken");
    expect(kindOf(await press("bo@readers.example", { token, proof }))).toBe("press-needed");
    const { token: next } = await challenged("bo@readers.example");
    expect(await isSolved(context, proof, next)).toBe(false);
    expect(await waiting()).toHaveLength(1);
  });

  test("a proof that is changed, unsolved, unsigned or no proof at all is none", async () => {
    const token = newFormToken(context, "press");
    const challenge = await newChallenge(context, token, 0);
    const solved = JSON.parse(Buffer.from(await solve(challenge), "base64").toString()) as {
      challenge: Challenge;
      solution: { counter: number; derivedKey: string };
    };
    const proofs = [
      { ...solved, challenge: { ...solved.challenge, parameters: { ...solved.challenge.parameters, cost: 1 } } },
      { ...solved, challenge: { parameters: solved.challenge.parameters } },
      { ...solved, solution: { ...solved.solution, derivedKey: "00".repeat(32) } },
      { challenge: solved.challenge },
      null,
      [],
      "x",
      { challenge: { parameters: null }, solution: {} },
    ];
    for (const proof of proofs)
      expect(await isSolved(context, Buffer.from(JSON.stringify(proof)).toString("base64"), token)).toBe(false);
    for (const text of ["", "{", "%%%", "x".repeat(100_000)]) expect(await isSolved(context, text, token)).toBe(false);
    expect(await isSolved(context, await solve(challenge), token)).toBe(true);
  });

  test("it ends in time: after an hour the work was for nothing (C-24)", async () => {
    await pressures();
    const { token, challenge } = await challenged("ana@readers.example");
    const proof = await solve(challenge);
    context.later(hour);
    expect(kindOf(await press("ana@readers.example", { token, proof }))).toBe("press-needed");
  });

  test("without a proof, one an hour from a network gets through, and sixty altogether (C-24)", async () => {
    await pressures();
    const through = async (i: number, ip: string) => {
      const { token } = await challenged(`reader${i}@d${i}.example`, ip);
      return press(`reader${i}@d${i}.example`, { token, ip });
    };
    expect(kinds([await through(1, "192.0.2.1"), await through(2, "192.0.2.2")])).toEqual(["taken", "busy"]);
    const more = [];
    for (let i = 3; i < 70; i += 1) more.push(await through(i, `198.51.${i}.1`));
    expect(kinds(more).filter((kind) => kind === "taken")).toHaveLength(59);
  });
});

describe("the alarm (C-25)", () => {
  test("is given once when ten times as many come as usual; it asks for proofs, and is over when they stop", async () => {
    for (let i = 0; i < 30; i += 1) await press(`reader${i}@d${i}.example`, { ip: `198.51.${i}.1` });
    await (await aLane(context)).upkeep();
    await watchSignUps(context);
    const notices = await openNotices(context);
    expect(notices).toMatchObject([{ kind: "sign-ups", link: "/desk/settings/sign-up" }]);
    expect(notices[0]!.text).toContain("30 in an hour, where 0 are usual");
    expect(await isUnderPressure(context)).toBe(true);
    await context.db.updateTable("sign_up_hours").set({ confirmed: 20 }).execute();
    context.later(3 * hour);
    await watchSignUps(context);
    expect(await isUnderPressure(context)).toBe(false);
  });

  test("tells a flood from a good day, and many strangers from many readers", () => {
    const usual = { asked: 8, usual: 4, mailed: 90, confirmed: 60 };
    expect(alarmIn(usual)).toBeNull();
    expect(alarmIn({ ...usual, asked: 40 })).toBeNull();
    expect(alarmIn({ ...usual, asked: 41 })).toContain("41 in an hour, where 4 are usual");
    expect(alarmIn({ ...usual, usual: 0, asked: 29 })).toBeNull();
    expect(alarmIn({ ...usual, confirmed: 9 })).toBeNull();
    expect(alarmIn({ ...usual, confirmed: 8 })).toContain("Of 90 who were asked to confirm within a day, 8 did");
    expect(alarmIn({ ...usual, mailed: 29, confirmed: 0 })).toBeNull();
  });

  test("counts confirmations by the sign-ups that were mailed", async () => {
    await press("ana@readers.example");
    await processSignUps(context);
    const ana = (await subscriberByEmail(context, "ana@readers.example"))!;
    await confirm(context, confirmUrl(context, ana.id, list.id, context.clock()).split("/").at(-1)!, "");
    expect(await context.db.selectFrom("sign_up_hours").selectAll().execute()).toMatchObject([
      { asked: 1, mailed: 1, confirmed: 1 },
    ]);
  });
});

describe("a list-bombing", () => {
  test("of 10,000 sign-ups for 5,000 addresses from 200 networks in a minute leaves few mails, one an address (row 8)", async () => {
    // The limits are the same rows on both; one that is asked over a socket only takes longer to say it 10,000 times.
    const all = engine === "postgres" ? 2000 : 10_000;
    const began = context.clock();
    const seen: Record<string, number> = {};
    for (let from = 0; from < all; from += 50) {
      const many = Array.from({ length: 50 }, (_, i) => from + i);
      const at = (i: number) => press(`victim${i % (all / 2)}@d${i % 100}.example`, { ip: `198.${i % 200}.7.1` });
      for (const kind of kinds(await Promise.all(many.map(at)))) seen[kind] = (seen[kind] ?? 0) + 1;
      context.later((50 * minute) / all);
    }
    expect(context.clock() - began).toBe(minute);
    await processSignUps(context, 10_000);
    expect(seen.taken! + seen["press-needed"]!).toBe(all);
    expect(seen.taken).toBeLessThanOrEqual(30);
    const mailed = await letters();
    expect(mailed).toHaveLength(seen.taken!);
    expect(new Set(mailed.map((letter) => letter.subscriber_id)).size).toBe(mailed.length);
  });

  test("whose every browser does the work still mails one address once", async () => {
    await pressures();
    const tokens = Array.from({ length: 14 }, () => newFormToken(context, "press"));
    const proofs = await Promise.all(tokens.map(async (token) => solve(await newChallenge(context, token, 0))));
    context.later(3000);
    const at = (i: number) =>
      press(`victim${i % 3}@readers.example`, { token: tokens[i], proof: proofs[i], ip: `198.51.${i % 2}.1` });
    const seen = await Promise.all(tokens.map((_, i) => at(i)));
    expect(kinds(seen).filter((kind) => kind === "taken")).toHaveLength(14);
    await processSignUps(context);
    expect(await letters()).toHaveLength(3);
  });
});

test("what no limit looks at any more is forgotten", async () => {
  await pressInForm("ana@readers.example");
  await processSignUps(context);
  context.later(31 * day);
  await forgetOldSignUps(context);
  for (const table of ["throttles", "sign_up_forms", "sign_up_hours", "confirmation_mails"] as const)
    expect(await context.db.selectFrom(table).selectAll().execute()).toEqual([]);
});
