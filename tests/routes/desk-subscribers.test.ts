import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberById, type Subscriber } from "#app/models/readers/subscribers.server.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { ask, post } from "../support/ask.ts";
import { atTheDesk, type AtTheDesk } from "../support/at-the-desk.ts";
import type { TestContext } from "../support/context.ts";
import { anIssue, aReader, manyReaders } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let list: List;
let ruth: AtTheDesk;
let ana: Subscriber;

beforeEach(async () => {
  ({ context, list } = await aSite());
  ruth = await atTheDesk(context, "operator");
  ana = await aReader(context, list, "ana.berg@readers.example", "Ana Berg");
});

function mainOf(text: string): string {
  return text
    .slice(text.indexOf("<main"), text.indexOf("</main>"))
    .replace(/<!-- -->/g, "")
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ");
}

async function search(fields: Record<string, string>) {
  const { status, headers } = await ruth.post("/desk/subscribers?index", fields);
  expect(status).toBe(302);
  return { path: headers.location!, words: mainOf((await ruth.see(headers.location!)).text) };
}

describe("the list of readers", () => {
  test("finds by part of address or name, and no address stands in the page's own (C-12)", async () => {
    await aReader(context, list, "bo@other.example", "Bo");
    for (const typed of ["BERG@readers", "ana berg"]) {
      const { path, words } = await search({ search: typed, list: "", status: "", page: "" });
      expect(words).toContain("ana.berg@readers.example");
      expect(words).not.toContain("bo@other.example");
      const reference = new URL(path, "http://desk.example").searchParams.get("find")!;
      for (const told of [decodeURIComponent(path), Buffer.from(reference, "base64url").toString("latin1")]) {
        expect(told.toLowerCase()).not.toContain(typed.toLowerCase());
      }
    }
    expect((await search({ search: "zzz" })).words).toContain("Nobody fits this.");
  });

  test("takes no search from an address, so that none is ever in one (C-12)", async () => {
    const { text } = await ruth.see("/desk/subscribers?search=zzz&find=notours");
    expect(mainOf(text)).toContain("ana.berg@readers.example");
  });

  test("filters and turns pages", async () => {
    await manyReaders(context, list, 120);
    const { path, words } = await search({ search: "reader", list: String(list.id), status: "active" });
    expect(words).toMatch(/121 readers .*Page 1 of 3/);
    expect(mainOf((await ruth.see(`${path}&page=3`)).text)).toMatch(/reader1@readers.example.*Page 3 of 3/);
    expect((await search({ status: "ended" })).words).toContain("Nobody fits this.");
    for (const odd of ["?page=0", "?page=x&list=x&status=x", "?page=999999999999", "?list=99999999999"])
      expect((await ruth.see(`/desk/subscribers${odd}`)).status, odd).toBe(200);
  });

  test("says how readers come before there are any", async () => {
    const fresh = await aSite();
    const seenBy = async (role: "editor" | "operator", name: string) =>
      mainOf((await (await atTheDesk(fresh.context, role, name)).see("/desk/subscribers")).text);
    expect(await seenBy("editor", "Tom")).toMatch(/Nobody yet .*which an operator imports/);
    expect(await seenBy("operator", "Ruth")).toMatch(/Nobody yet .*which you import/);
  });
});

describe("one reader", () => {
  test("is shown with consent, subscriptions and every issue; the title names nobody (C-12)", async () => {
    await sendIssue(context, await anIssue(context, list), "Ruth");
    const { text } = await ruth.see(`/desk/subscribers/${ana.id}`);
    expect(/<title>([^<]*)/.exec(text)![1]).toBe("A reader · Desk");
    const words = mainOf(text);
    for (const one of [
      "ana.berg@readers.example",
      "Ana Berg",
      "The Robotics Briefing Active",
      "Confirmed",
      "By way of: a test",
    ])
      expect(words).toContain(one);
    expect(words).toMatch(/No\. 1 Robots learn to pack Waiting Its turn has not come yet/);
  });

  test("who is suppressed is marked, with the reason", async () => {
    await suppress(context, "ana.berg@readers.example", "complaint");
    expect(mainOf((await ruth.see("/desk/subscribers")).text)).toContain("Suppressed");
    const words = mainOf((await ruth.see(`/desk/subscribers/${ana.id}`)).text);
    expect(words).toMatch(/This address is suppressed \(complaint\)\s*: nothing is ever sent/);
    expect(words).toContain("Gets nothing, because the address is suppressed.");
  });

  test("is a 404 when there is none", async () => {
    for (const id of ["999", "0", "x", "99999999999"])
      expect((await ruth.see(`/desk/subscribers/${id}`)).status, id).toBe(404);
  });
});

describe("ending a subscription", () => {
  const endIt = (who: AtTheDesk) => who.post(`/desk/subscribers/${ana.id}`, { listId: String(list.id) });
  const statusOfAna = async () => (await subscriberById(context, ana.id))!.subscriptions[0]!.status;

  test("is an operator's, is recorded with the name, and a repeat changes nothing", async () => {
    expect((await endIt(ruth)).headers.location).toBe(`/desk/subscribers/${ana.id}`);
    await endIt(ruth);
    expect(await statusOfAna()).toBe("ended");
    const ended = (await consentOf(context, ana.id)).filter(({ kind }) => kind === "ended");
    expect(ended.map(({ source }) => source)).toEqual(["operator Ruth"]);
    expect(mainOf((await ruth.see(`/desk/subscribers/${ana.id}`)).text)).toContain("by operator Ruth");
  });

  test("is not an editor's nor a stranger's (S-15)", async () => {
    const tom = await atTheDesk(context, "editor", "Tom");
    expect((await tom.see(`/desk/subscribers/${ana.id}`)).text).not.toContain("End subscription");
    expect((await endIt(tom)).status).toBe(403);
    const stranger = await post(context, `/desk/subscribers/${ana.id}`, { listId: String(list.id) });
    expect(stranger.headers.location).toMatch(/sign-in/);
    expect((await ask(context, "/desk/subscribers")).headers.location).toMatch(/sign-in/);
    expect(await statusOfAna()).toBe("active");
  });

  test("of a list that is none is a 404", async () => {
    for (const listId of ["", "x", "99999999999"])
      expect((await ruth.post(`/desk/subscribers/${ana.id}`, { listId })).status).toBe(404);
  });
});

describe("lifting a suppression", () => {
  const lift = (who: AtTheDesk, why: string) => who.post(`/desk/subscribers/${ana.id}`, { lift: "1", why });
  const isSuppressed = async () => (await subscriberById(context, ana.id))!.suppressed;

  test("is an operator's, with a reason, and stands on the reader's page", async () => {
    await suppress(context, "ana.berg@readers.example", "hard bounce", { by: "what came back" });
    const words = mainOf((await ruth.see(`/desk/subscribers/${ana.id}`)).text);
    expect(words).toMatch(
      /Nothing is sent to this address since .*, because there is no such mailbox \( ?what came back ?\)/,
    );
    const { status, text } = await lift(ruth, " ");
    expect([status, mainOf(text)]).toEqual([400, expect.stringContaining("Say in a few words why it is lifted")]);
    expect(await isSuppressed()).toBe(true);
    expect((await lift(ruth, "She has a mailbox again")).headers.location).toBe(`/desk/subscribers/${ana.id}`);
    expect(await isSuppressed()).toBe(false);
    expect(mainOf((await ruth.see(`/desk/subscribers/${ana.id}`)).text)).toMatch(
      /Suppressed .* \(hard bounce\), lifted .* by Ruth : She has a mailbox again/,
    );
  });

  test("of a complaint is not offered before its reader has asked for mail again", async () => {
    await suppress(context, "ana.berg@readers.example", "complaint");
    const { text } = await ruth.see(`/desk/subscribers/${ana.id}`);
    expect(text).not.toContain("Lift the suppression");
    expect(mainOf(text)).toContain("A complaint is final, unless its reader wants mail again");
    expect(mainOf((await lift(ruth, "please")).text)).toContain("Its reader complained about our mail.");
    expect(await isSuppressed()).toBe(true);
  });

  test("is not an editor's (S-15)", async () => {
    await suppress(context, "ana.berg@readers.example", "hard bounce");
    const tom = await atTheDesk(context, "editor", "Tom");
    expect((await tom.see(`/desk/subscribers/${ana.id}`)).text).not.toContain("Lift the suppression");
    expect((await lift(tom, "please")).status).toBe(403);
    expect(await isSuppressed()).toBe(true);
  });
});
