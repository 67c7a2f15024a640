import { beforeEach, describe, expect, test } from "vitest";
import { readerUrl, shortLivedReaderUrl } from "#app/models/readers/links.server.ts";
import { createList, setListSignUp, type List } from "#app/models/readers/lists.server.ts";
import {
  addressChangeForMail,
  agreeToAddress,
  openAddressChange,
  requestAddressChange,
} from "#app/models/readers/preferences/addressChange.server.ts";
import { ask, post, type Answer } from "../support/ask.ts";
import type { TestContext } from "../support/context.ts";
import { aReader } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";

let context: TestContext;
let list: List;
const paths = { own: "", fresh: "" };

async function open(language: string) {
  ({ context, list } = await aSite({ language }));
  const made = await createList(context, { slug: "europe", name: "Europe" });
  if ("list" in made) await setListSignUp(context, made.list.id, { description: "", open: "yes" });
  const ana = await aReader(context, list, "ana@readers.example");
  paths.own = new URL(readerUrl(context, ana.id, context.clock())).pathname;
  paths.fresh = new URL(shortLivedReaderUrl(context, ana.id, context.clock())).pathname;
}

/** Every form for readers that can have a fault, sent with one: where to, what, and the field that it is about. */
const faulty: [name: string, send: () => Promise<Answer>, field: string][] = [
  ["the sign-up", () => post(context, "/subscribe", { email: "nonsense" }), "sign-up-email"],
  ["no list chosen", () => post(context, "/subscribe", { email: "b@readers.example", choose: "1" }), "sign-up-lists"],
  ["the form for other sites", () => post(context, "/subscribe-form", { email: "nonsense" }), "sign-up-email"],
  ["asking for a link", () => post(context, "/reader?index", { email: "nonsense" }), "reader-email"],
  ["a pause without a day", () => post(context, paths.own, { do: "pause" }), "pause-until"],
  ["another address", () => post(context, paths.fresh, { do: "address", email: "nonsense" }), "new-address"],
  ["what needs a fresh link", () => post(context, paths.own, { do: "name", name: "Ana" }), "fresh"],
  ["erasing", () => post(context, `${paths.fresh}/erase`, {}), "erase-sure"],
];

const titleOf = (text: string) => /<title>(.*?)<\/title>/.exec(text)![1]!;

describe("a fault in a form (WCAG 3.3.1)", () => {
  beforeEach(() => open("en"));

  test.each(faulty)("%s: the title says so, and the summary has the focus and leads to the field", async (...row) => {
    const [, send, field] = row;
    const { status, text } = await send();
    expect(status).toBeGreaterThanOrEqual(400);
    expect(titleOf(text)).toMatch(/^Error: /);
    const [summary, ...more] = text.match(/<div id="fault".*?<\/div>/gs) ?? [];
    expect(more).toEqual([]);
    expect(summary).toMatch(/^<div [^>]*tabindex="-1"[^>]*autofocus=""/i);
    expect(summary).toContain(`href="#${field}"`);
    expect(text.slice(text.indexOf(summary!))).toContain(` id="${field}"`);
    expect(text.match(/<h1/g)).toHaveLength(1);
  });

  test("a question to the search that has no words in it says so too", async () => {
    const { text } = await ask(context, "/search?q=%22");
    expect(titleOf(text)).toMatch(/^Error: /);
    expect(text).toMatch(/<p id="search-fault"[^>]*tabindex="-1"[^>]*autofocus=""/i);
  });

  test("on a reader's page, forms post to where their answer's faults stand; without a fault nothing is said of one", async () => {
    const { text } = await ask(context, paths.own);
    expect(titleOf(text)).not.toContain("Error");
    expect(text).not.toContain('id="fault"');
    expect(text).toMatch(/<form method="post" action="#fault"><input type="hidden" name="do" value="pause"/);
  });
});

test.each([
  ["de", "Fehler: "],
  ["fr", "Erreur : "],
  ["es", "Error: "],
  ["ar", "خطأ: "],
])("in %s the title of a page with a fault begins with %j", async (language, beginning) => {
  await open(language);
  expect(titleOf((await post(context, paths.own, { do: "pause" })).text).replace(/[\u2066-\u2069]/g, "")).toMatch(
    new RegExp(`^${beginning}`),
  );
});

test("the page about a change of address shows the new one whole, and the former mailbox none of it when it is done", async () => {
  await open("en");
  const email = "a.rather.long.name.for.a.mailbox@of.a.host.with.many.parts.readers.example";
  const bo = { ...(await aReader(context, list, "bo@readers.example")), suppressed: false };
  await requestAddressChange(context, bo, { email, key: email });
  const { id } = await context.db.selectFrom("address_changes").select("id").executeTakeFirstOrThrow();
  const pathOf = async (side: "old" | "new") => new URL((await addressChangeForMail(context, id, side))!.url).pathname;
  const [toOld, toNew] = [await pathOf("old"), await pathOf("new")];
  for (const path of [toOld, toNew]) expect((await ask(context, path)).text).toContain(email);
  expect((await ask(context, toNew)).text).not.toContain("bo@readers.example");
  for (const path of [toOld, toNew]) await agreeToAddress(context, path.split("/").at(-1)!, "192.0.2.1");
  expect((await openAddressChange(context, toOld.split("/").at(-1)!))?.next).toBe(
    "a.•••@of.a.host.with.many.parts.readers.example",
  );
});
