import { expect, test } from "vitest";
import { forgetOldRequestMetadata } from "#app/models/consent/record.server.ts";
import { verifyConsent } from "#app/models/consent/verifyDatabase.server.ts";
import { erase, theReader } from "#app/models/privacy/erasure.server.ts";
import { takeIn } from "#app/models/readers/import/batches.server.ts";
import type { ReaderOfLink } from "#app/models/readers/links.server.ts";
import { createList, setListSignUp } from "#app/models/readers/lists.server.ts";
import {
  addressChangeForMail,
  agreeToAddress,
  cancelChange,
  requestAddressChange,
} from "#app/models/readers/preferences/addressChange.server.ts";
import {
  chooseFrequency,
  chooseName,
  chooseOwnTopics,
  joinList,
  setPause,
} from "#app/models/readers/preferences/choices.server.ts";
import { confirm, confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { processSignUps, receiveSignUp } from "#app/models/readers/sign-up/requests.server.ts";
import { forgetUnconfirmed } from "#app/models/readers/sign-up/unconfirmed.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import {
  endAllSubscriptions,
  endSubscription,
  leaveUrls,
  undoLeave,
  unsubscribe,
} from "#app/models/readers/unsubscribe.server.ts";
import { testContext } from "../../support/context.ts";
import { aBriefing, anArticle, aReader } from "../../support/newsroom.ts";

const token = (url: string) => url.split("/").pop()!;

test("readers may do anything at once: nobody waits for another in a circle, and the chain of consent holds (C-02)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const made = await createList(context, { slug: "europe", name: "Europe" });
  if ("error" in made) throw new Error(made.error);
  const other = made.list;
  await setListSignUp(context, other.id, { description: "", open: "yes" });
  await anArticle(context, { topics: ["Automation", "Law"] });
  const people: ReaderOfLink[] = [];
  for (let i = 0; i < 4; i += 1) {
    const person = { ...(await aReader(context, list, `reader${i}@readers.example`)), suppressed: false };
    await signUp(context, {
      email: person.email,
      name: "",
      listId: other.id,
      topics: ["law"],
      source: "/",
      ip: "192.0.2.1",
    });
    await requestAddressChange(context, person, { email: `new${i}@readers.example`, key: `new${i}@readers.example` });
    people.push(person);
  }
  const askedAt = context.clock();
  const changes = await context.db.selectFrom("address_changes").select(["id", "subscriber_id"]).execute();
  const agreements = await Promise.all(
    changes.flatMap(({ id }) =>
      (["old", "new"] as const).map(async (side) => token((await addressChangeForMail(context, id, side))!.url)),
    ),
  );
  const states = ["active", "left", "bounced", "active"] as const;
  const readers = people.map(({ email }, i) => ({
    ...{ email, key: email, name: "Imported", state: states[i % states.length]!, agreedAt: null, leftAt: null },
  }));
  const addition = { list: other, basis: "a fair", source: "import", importId: 1, confirm: false, at: askedAt };
  const asked = { name: "", topics: [], source: "/", wording: "", userAgent: null, token: "", proof: "" };
  const steps = (person: ReaderOfLink, i: number) => [
    () => unsubscribe(context, token(leaveUrls(context, person.id, list.id).oneClick), "one-click"),
    () => undoLeave(context, { subscriberId: person.id, listId: list.id, listName: list.name }, "192.0.2.1"),
    () => chooseName(context, person, `Reader ${i}`),
    () => chooseOwnTopics(context, person.id, ["automation"]),
    () => chooseFrequency(context, person.id, list.id, "monthly"),
    () => setPause(context, person.id, context.clock() + 1e9),
    () => setPause(context, person.id, null),
    () => confirm(context, token(confirmUrl(context, person.id, other.id, askedAt)), "192.0.2.1"),
    () => joinList(context, person, other.id, "192.0.2.1"),
    () => endSubscription(context, person.id, other.id, "page"),
    () => endAllSubscriptions(context, person.id, "page"),
    () => receiveSignUp(context, { ...asked, email: person.email, listIds: [list.id, other.id], ip: `10.${i}.0.1` }),
    () => (i === 3 ? erase(context, person.id, theReader) : agreeToAddress(context, agreements[2 * i]!, "")),
    () => agreeToAddress(context, agreements[2 * i + 1]!, ""),
  ];
  const everyones = [
    () => takeIn(context, addition, readers),
    () => takeIn(context, { ...addition, list }, [...readers].reverse()),
    () => processSignUps(context),
    () => forgetUnconfirmed(context),
    () => forgetOldRequestMetadata(context),
  ];
  for (let round = 0; round < 3; round += 1) {
    const all = people.flatMap(steps);
    // In another order each round, the same one on every run.
    const mixed = all.map((step, i) => ({ step, at: (i * 37 + round * 11) % all.length })).sort((a, b) => a.at - b.at);
    await Promise.all([...mixed.map(({ step }) => step), ...everyones].map((step) => step()));
    context.later(25 * 3_600_000);
  }
  expect(await verifyConsent(context)).toMatchObject({ fault: null });
  expect(await subscriberByEmail(context, "new0@readers.example")).toMatchObject({ id: people[0]!.id });
  expect((await verifyConsent(context)).head.events).toBeGreaterThan(30);
});

test("who signs up again the moment that an old sign-up is forgotten keeps the new one (C-04)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  const asked = { name: "", listId: list.id, source: "/", ip: "192.0.2.1" };
  const emails = Array.from({ length: 6 }, (_, i) => `reader${i}@readers.example`);
  for (const email of emails) await signUp(context, { ...asked, email });
  context.later(31 * 24 * 3_600_000);
  await Promise.all([
    ...emails.slice(0, 3).map((email) => signUp(context, { ...asked, email })),
    forgetUnconfirmed(context),
    forgetUnconfirmed(context),
  ]);
  for (const [i, email] of emails.entries())
    expect((await subscriberByEmail(context, email))?.subscriptions.length ?? 0).toBe(i < 3 ? 1 : 0);
  expect(await verifyConsent(context)).toMatchObject({ fault: null });
});

test("whoever is erased the moment that they confirm, pause and leave is erased, and no one waits in a circle (C-08)", async () => {
  const context = await testContext();
  const list = await aBriefing(context);
  for (let i = 0; i < 6; i += 1) {
    const email = `reader${i}@readers.example`;
    await signUp(context, { email, name: "Ana", listId: list.id, source: "/", ip: "192.0.2.1" });
    const person = { ...(await subscriberByEmail(context, email))!, suppressed: false };
    const button = token(confirmUrl(context, person.id, list.id, context.clock()));
    await requestAddressChange(context, person, { email: `new${i}@readers.example`, key: `new${i}@readers.example` });
    await Promise.all([
      confirm(context, button, "192.0.2.1"),
      erase(context, person.id, theReader),
      cancelChange(context, person.id),
      setPause(context, person.id, context.clock() + 1e9),
      endAllSubscriptions(context, person.id, "page"),
    ]);
    expect(await subscriberByEmail(context, email)).toBeUndefined();
  }
  expect(await context.db.selectFrom("subscriptions").selectAll().execute()).toEqual([]);
  expect(await verifyConsent(context)).toMatchObject({ fault: null });
});
