import { Readable } from "node:stream";
import { beforeEach, describe, expect, test } from "vitest";
import { consentOf } from "#app/models/consent/record.server.ts";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import type { SourceState } from "#app/models/readers/import/formats.server.ts";
import { wordProblem } from "#app/models/readers/import/faultWords.server.ts";
import { importReaders, type RowProblem } from "#app/models/readers/import/import.server.ts";
import type { ImportCounts } from "#app/models/readers/import/imports.server.ts";
import type { StateOrder } from "#app/models/readers/import/states.server.ts";
import { createList, listBySlug, type List } from "#app/models/readers/lists.server.ts";
import { signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { suppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { silenceOf } from "#app/models/readers/import/silences.ts";
import { suppress } from "#app/models/readers/suppressions.server.ts";
import { endSubscription } from "#app/models/readers/unsubscribe.server.ts";
import { describeRefusal } from "../../../../scripts/frame/importFaults.ts";
import { zipOf } from "../../../support/docx.ts";
import { testContext, type TestContext } from "../../../support/context.ts";
import { aBriefing, aReader } from "../../../support/newsroom.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

type Given = { file?: string; confirm?: boolean; states?: Partial<StateOrder>; list?: List };
type Problem = RowProblem & { message: string };
type Result = {
  counts?: ImportCounts;
  problems: Problem[];
  error?: string;
  format?: string | null;
  stateColumns?: string[];
};

async function importing(csv: string | Buffer, given: Given = {}): Promise<Result> {
  const problems: Problem[] = [];
  const order = {
    ...{ list: given.list ?? list, basis: "Our former system", actor: "Ruth", confirm: given.confirm ?? false },
    file: given.file ?? "readers.csv",
    states: { words: [], ignored: [], whole: null, ...given.states },
  };
  const open = () => Readable.from([Buffer.from(csv as string)]);
  const foreseen = await importReaders(context, open, { ...order, dryRun: true });
  const result = await importReaders(context, open, order, {
    onProblem: (problem) => problems.push({ ...problem, message: wordProblem(problem) }),
  });
  if ("error" in result) return { problems, error: describeRefusal(order.file, result) };
  const { counts } = result;
  // A dry run before it said the same, and changed nothing.
  expect("counts" in foreseen && foreseen.counts).toEqual(counts);
  const { format, stateColumns } = result.tables[0]!;
  const { rows, endedHere, ...outcomes } = counts;
  expect(Object.values(outcomes).reduce((sum, count) => sum + count)).toBe(rows);
  expect(endedHere).toBeLessThanOrEqual(rows);
  return { problems, counts, format, stateColumns };
}

/** How somebody stands: `active`, `pending` or `ended` on the list, why suppressed, or not known. */
async function standing(email: string, on = list): Promise<string> {
  const suppressed = await suppressionRecord(context, email);
  if (suppressed) return suppressed.reason;
  const reader = await subscriberByEmail(context, email);
  return reader?.subscriptions.find(({ listId }) => listId === on.id)?.status ?? "unknown";
}

const day = 24 * 3_600_000;

describe("who left, bounced or complained elsewhere is not made active (P-04)", () => {
  const formats: [string, string | null, string, Record<string, string>][] = [
    [
      "a plain file with a status",
      null,
      "email,status\na@x.org,subscribed\nb@x.org,unsubscribed\nc@x.org,Hard bounce\nd@x.org,pending\ne@x.org,\n",
      { a: "active", b: "ended", c: "hard bounce", d: "unknown", e: "active" },
    ],
    [
      "Mailchimp's unsubscribed contacts",
      "Mailchimp",
      "Email Address,First Name,OPTIN_TIME,CONFIRM_TIME,UNSUB_TIME,UNSUB_REASON,LEID,EUID\na@x.org,A,2021-02-03 10:11:12,2021-02-03 10:12:00,2022-07-08 09:00:00,No longer,3,ac\nb@x.org,B,,,,,4,ad\n",
      { a: "ended", b: "ended" },
    ],
    [
      "Mailchimp's cleaned contacts",
      "Mailchimp",
      "Email Address,OPTIN_TIME,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,LEID,EUID\na@x.org,2021-02-03 10:11:12,2022-07-08 09:00:00,Issue 12,3,ac\n",
      { a: "hard bounce" },
    ],
    [
      "Substack",
      "Substack",
      "email,active_subscription,expiry,email_disabled,created_at\na@x.org,false,,false,2021-08-27T15:06:27.713Z\nb@x.org,true,,true,2021-08-27T15:06:27.713Z\n",
      { a: "active", b: "ended" },
    ],
    [
      "Ghost",
      "Ghost",
      "id,email,name,subscribed_to_emails,created_at,deleted_at,labels\n1,a@x.org,A,true,2022-01-01T00:00:00.000Z,,\n2,b@x.org,B,false,2022-01-01T00:00:00.000Z,,\n3,c@x.org,C,true,2022-01-01T00:00:00.000Z,2023-01-01T00:00:00.000Z,\n4,d@x.org,D,,2022-01-01T00:00:00.000Z,,\n",
      { a: "active", b: "ended", c: "ended", d: "unknown" },
    ],
    [
      "beehiiv",
      "beehiiv",
      "email,status,created_at,subscription_tier\na@x.org,active,2022-01-01,free\nb@x.org,inactive,2022-01-01,free\nc@x.org,pending,2022-01-01,free\nd@x.org,invalid,2022-01-01,free\n",
      { a: "active", b: "ended", c: "unknown", d: "unknown" },
    ],
    [
      "listmonk",
      "listmonk",
      'uuid,email,name,attributes,status,created_at,updated_at\n6b,a@x.org,A,"{""city"": ""Oslo""}",enabled,2022-01-01 00:00:00.123456 +0000 UTC,2022-01-01 00:00:00 +0000 UTC\n6c,b@x.org,B,{},blocklisted,2022-01-01T00:00:00Z,2022-01-01T00:00:00Z\n6d,c@x.org,C,{},disabled,2022-01-01T00:00:00Z,2022-01-01T00:00:00Z\n',
      { a: "active", b: "operator", c: "unknown" },
    ],
    [
      "listmonk with the state of the subscription",
      "listmonk",
      "uuid,email,attributes,status,subscription_status\n1,a@x.org,{},enabled,confirmed\n2,b@x.org,{},enabled,unsubscribed\n3,c@x.org,{},enabled,unconfirmed\n",
      { a: "active", b: "ended", c: "unknown" },
    ],
    [
      "Keila",
      "Keila",
      "Email,First name,Last name,Data,Status,External ID\na@x.org,A,A,{},active,\nb@x.org,B,B,{},unsubscribed,\nc@x.org,C,C,{},unreachable,\n",
      { a: "active", b: "ended", c: "hard bounce" },
    ],
    [
      "Keila without external ids",
      "Keila",
      "Email,First name,Last name,Data,Status\na@x.org,A,A,{},active\nb@x.org,B,B,,unsubscribed\nc@x.org,C,C,,unreachable\n",
      { a: "active", b: "ended", c: "hard bounce" },
    ],
    [
      "Kit",
      "Kit",
      "first_name,email_address,created_at,state,tags\nA,a@x.org,2022-01-01 00:00:00 UTC,active,a\nB,b@x.org,2022-01-01 00:00:00 UTC,cancelled,a\nC,c@x.org,2022-01-01 00:00:00 UTC,bounced,a\nD,d@x.org,2022-01-01 00:00:00 UTC,complained,a\nE,e@x.org,2022-01-01 00:00:00 UTC,inactive,a\n",
      { a: "active", b: "ended", c: "hard bounce", d: "complaint", e: "unknown" },
    ],
    [
      "Buttondown",
      "Buttondown",
      "email,notes,creation_date,subscriber_type,tags\na@x.org,,2022-01-01,regular,\nb@x.org,,2022-01-01,unsubscribed,\nc@x.org,,2022-01-01,undeliverable,\nd@x.org,,2022-01-01,unactivated,\ne@x.org,,2022-01-01,premium,\nf@x.org,,2022-01-01,complained,\n",
      { a: "active", b: "ended", c: "hard bounce", d: "unknown", e: "active", f: "complaint" },
    ],
    [
      "phpList",
      "phpList",
      "email,confirmed,blacklisted,optedin,bouncecount,entered\na@x.org,1,0,0,3,2020-01-01 10:00:00\nb@x.org,1,1,1,0,2020-01-01 10:00:00\nc@x.org,0,0,0,0,2020-01-01 10:00:00\n",
      { a: "active", b: "operator", c: "unknown" },
    ],
    [
      "phpList with the columns of its export",
      "phpList",
      "id\tEmail\tIs this subscriber confirmed\tIs this subscriber blacklisted\tDid this subscriber manually confirm\tNumber of bounces\tEntered\tLast Modified\tSend this subscriber HTML emails\tPassword\tIs this account disabled?\tList Membership\n" +
        "1\ta@x.org\t1\t0\t0\t0\t2020-01-01 10:00:00\t2020-01-01 10:00:00\t1\t\t0\tNews \n" +
        "2\tb@x.org\t1\t1\t0\t0\t2020-01-01 10:00:00\t2020-01-01 10:00:00\t1\t\t0\tNews \n" +
        "3\tc@x.org\t0\t0\t0\t0\t2020-01-01 10:00:00\t2020-01-01 10:00:00\t1\t\t0\tNews \n" +
        "4\td@x.org\t1\t0\t0\t0\t2020-01-01 10:00:00\t2020-01-01 10:00:00\t1\t\t1\tNo Lists\n",
      { a: "active", b: "operator", c: "unknown", d: "unknown" },
    ],
    [
      "Brevo",
      "Brevo",
      "CONTACT ID,EMAIL,FIRSTNAME,EMAIL_BLACKLISTED,ADDED_TIME,MODIFIED_TIME\n1,a@x.org,A,false,27-08-2021 15:06:27,27-08-2021 15:06:27\n2,b@x.org,B,true,27-08-2021 15:06:27,27-08-2021 15:06:27\n",
      { a: "active", b: "operator" },
    ],
    [
      "MailerLite",
      "MailerLite",
      "Subscriber,Sent,Opened,Clicked,Subscribed,Unsubscribed,Status\na@x.org,1,1,1,2022-01-01 00:00:00,,active\nb@x.org,1,1,1,2022-01-01 00:00:00,2023-01-01 00:00:00,unsubscribed\nc@x.org,1,1,1,2022-01-01 00:00:00,,junk\n",
      { a: "active", b: "ended", c: "complaint" },
    ],
    [
      "MailerLite without states",
      "MailerLite",
      "Subscriber,Sent,Opens,Clicks,Subscribed,Location,Name,Last name,Groups\na@x.org,3,2,1,2022-01-01 00:00:00,Norway,Ada,Berg,News; VIP\n",
      { a: "active" },
    ],
    [
      "Sendy",
      "Sendy",
      "Name,Email,Last activity,Status\nA,a@x.org,2022-01-01,Subscribed\nB,b@x.org,2022-01-01,Marked as spam\nC,c@x.org,2022-01-01,Unconfirmed\nD,d@x.org,2022-01-01,Soft bounced\n",
      { a: "active", b: "complaint", c: "unknown", d: "unknown" },
    ],
    [
      "Sendy as it exports today",
      "Sendy",
      '"Name","Email","Joined","Last activity","Added via","Opt-in method","IP address","Country","Country code","Signed up from","Status","GDPR"\n' +
        ["Active", "Bounced", "Marked as spam", "Unsubscribed", "Unconfirmed"]
          .map(
            (state, i) =>
              `"A","${"abcde"[i]}@x.org","Mon, Jan 03, 2022, 10:11AM","Tue, Jan 04, 2022, 10:11AM","Standard subscribe form","Double opt-in","192.0.2.7","Norway","NO","https://old.example","${state}","No"\n`,
          )
          .join(""),
      { a: "active", b: "hard bounce", c: "complaint", d: "ended", e: "unknown" },
    ],
    [
      "Klaviyo",
      "Klaviyo",
      "Email,First Name,Email Marketing Consent,Email Suppressions\na@x.org,A,SUBSCRIBED,\nb@x.org,B,UNSUBSCRIBED,\nc@x.org,C,NEVER_SUBSCRIBED,\nd@x.org,D,SUBSCRIBED,HARD_BOUNCE\n",
      { a: "active", b: "ended", c: "unknown", d: "hard bounce" },
    ],
    [
      "Mailtrain",
      "Mailtrain",
      "cid,status,HASH_EMAIL,EMAIL,MERGE_FIRST_NAME,MERGE_LAST_NAME\n1,subscribed,h,a@x.org,A,B\n2,unsubscribed,h,b@x.org,B,B\n3,bounced,h,c@x.org,C,C\n4,complained,h,d@x.org,D,D\n",
      { a: "active", b: "ended", c: "hard bounce", d: "complaint" },
    ],
    [
      "Campaign Monitor",
      "Campaign Monitor",
      "Email Address,Name,Date,List Joined Date,State\na@x.org,A,2022-01-01,2022-01-01,Active\nb@x.org,B,2022-01-01,2022-01-01,Unsubscribed\nc@x.org,C,2022-01-01,2022-01-01,Bounced\nd@x.org,D,2022-01-01,2022-01-01,Deleted\ne@x.org,E,2022-01-01,2022-01-01,Unconfirmed\n",
      { a: "active", b: "ended", c: "hard bounce", d: "ended", e: "unknown" },
    ],
    [
      "WordPress",
      "WordPress",
      "ID,user_login,display_name,user_email,user_registered,user_status,roles\n1,a,A,a@x.org,2022-01-01 10:00:00,0,subscriber\n",
      { a: "active" },
    ],
    [
      "Google Contacts",
      "Google Contacts",
      "First Name,Middle Name,Last Name,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value\nA,,B,,* myContacts,* Work,a@x.org,Home,a2@x.org\nB,,B,,,,b@x.org ::: b2@x.org,,\n",
      { a: "active", b: "active", a2: "unknown", b2: "unknown" },
    ],
    [
      "Outlook",
      "Outlook",
      "Title,First Name,Last Name,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,Sensitivity\n,A,B,a@x.org,SMTP,A B,a2@x.org,SMTP,Normal\n",
      { a: "active", a2: "unknown" },
    ],
    [
      "words of Russian, with their й",
      null,
      "email;Статус\na@x.org;Активный\nb@x.org;Отписался\nc@x.org;Неподтверждён\n".replace("ё", "е"),
      { a: "active", b: "ended", c: "unknown" },
    ],
    ["a shop", null, "Email,Accepts Email Marketing\na@x.org,yes\nb@x.org,no\n", { a: "active", b: "unknown" }],
    [
      "a customer database",
      null,
      "Email;Email Opt Out;Nachname\na@x.org;0;A\nb@x.org;1;B\n",
      { a: "active", b: "ended" },
    ],
    [
      "German headers and values",
      null,
      "E-Mail;Vorname;Status;Abgemeldet am\na@x.org;A;Angemeldet;\nb@x.org;B;Abgemeldet;03.02.2021\nc@x.org;C;Angemeldet;3.2.2021\n",
      { a: "active", b: "ended", c: "ended" },
    ],
    [
      "who is suppressed however active",
      null,
      "email,status,bounced_at\na@x.org,active,2022-01-01\nb@x.org,active,0000-00-00 00:00:00\nc@x.org,active,NULL\n",
      { a: "hard bounce", b: "active", c: "active" },
    ],
  ];

  test.each(formats)("%s", async (_what, format, csv, expected) => {
    const result = await importing(csv);
    expect(result.error).toBeUndefined();
    expect(result.format).toBe(format);
    const found: Record<string, string> = {};
    for (const name of Object.keys(expected)) found[name] = await standing(`${name}@x.org`);
    expect(found).toEqual(expected);
    const active = Object.values(expected).filter((one) => one === "active").length;
    expect(result.counts).toMatchObject({ imported: active, malformed: 0, duplicates: 0 });
  });

  test("our own export of everybody, into another list and into an empty installation", async () => {
    const left = await aReader(context, list, "left@x.org", "Lee");
    await endSubscription(context, left.id, list.id, "one-click");
    await aReader(context, list, "there@x.org");
    await aReader(context, list, "bounced@x.org");
    await suppress(context, "bounced@x.org", "hard bounce");
    await aReader(context, list, "cross@x.org");
    await suppress(context, "cross@x.org", "complaint");
    await signUp(context, { email: "waits@x.org", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    const pieces: string[] = [];
    for await (const piece of subscribersCsv(context, list, { who: "all" }, "Ruth")) pieces.push(piece);
    const csv = pieces.join("");

    await createList(context, { slug: "second", name: "Second" });
    const second = (await listBySlug(context, "second"))!;
    const again = await importing(csv, { list: second });
    expect(again).toMatchObject({
      format: "Pressrun",
      counts: { imported: 1, left: 1, suppressed: 2, unconfirmed: 1 },
    });

    context = await testContext();
    list = await aBriefing(context);
    await importing(csv);
    const found: Record<string, string> = {};
    for (const name of ["left", "there", "bounced", "cross", "waits"]) found[name] = await standing(`${name}@x.org`);
    expect(found).toEqual({
      left: "ended",
      there: "active",
      bounced: "hard bounce",
      cross: "complaint",
      waits: "unknown",
    });
  });

  test("with confirmation, nobody who left, bounced or never confirmed is mailed", async () => {
    await importing("email,status\na@x.org,active\nb@x.org,unsubscribed\nc@x.org,bounced\nd@x.org,pending\n", {
      confirm: true,
    });
    expect(await standing("a@x.org")).toBe("pending");
    expect(await context.db.selectFrom("letters").select("kind").execute()).toHaveLength(1);
  });
});

describe("the program that wrote a file", () => {
  const csv = "email,name,status,referral_code\na@x.org,A,inactive,x\n";

  test("is found by the columns, and another one can be said", async () => {
    expect(await importing(csv)).toMatchObject({ format: "beehiiv", counts: { left: 1 } });
    expect(await importing(csv, { states: { format: "none" } })).toMatchObject({
      format: null,
      counts: { inactive: 1 },
    });
    expect(await importing("email,state\nb@x.org,inactive\n", { states: { format: "kit" } })).toMatchObject({
      ...{ format: "Kit", counts: { unconfirmed: 1 } },
    });
  });

  test("gives each list of its archive its meaning, and the worst of a person holds", async () => {
    const head = "Email Address,OPTIN_TIME,LEID,EUID";
    const file = zipOf([
      { name: "subscribed_members_export_1.csv", bytes: `${head}\na@x.org,,1,a\nb@x.org,,2,b\n` },
      { name: "unsubscribed_members_export_1.csv", bytes: `${head}\nb@x.org,,2,b\nc@x.org,,3,c\n` },
      { name: "cleaned_members_export_1.csv", bytes: `${head}\nd@x.org,,4,d\n` },
      { name: "nonsubscribed_members_export_1.csv", bytes: `${head}\ne@x.org,,5,e\n` },
    ]);
    const { counts } = await importing(file, { file: "export.zip" });
    expect(counts).toMatchObject({ rows: 6, imported: 1, left: 2, bounced: 1, inactive: 1, duplicates: 1 });
    expect(await standing("b@x.org")).toBe("ended");
  });

  test.each([
    ["weekly-unsubscribed.csv", "left", "left"],
    ["weekly-bounced.csv", "bounced", "bounced"],
    ["weekly-marked-as-spam.csv", "complained", "complained"],
    ["weekly-unconfirmed.csv", "unconfirmed", "unconfirmed"],
  ] as const)(
    "may say it by a name alone, as Sendy's %s without a line of columns: it asks",
    async (file, whole, count) => {
      const csv = '"B","b@x.org"\n"C","c@x.org"\n';
      expect((await importing(csv, { file })).error).toBeDefined();
      expect((await importing(csv, { file, states: { whole } })).counts).toMatchObject({ rows: 2, [count]: 2 });
    },
  );

  test("may not say who left, which is said of it", () => {
    expect(silenceOf("listmonk", ["status"])).toContain("does not say who left a list");
    // Somebody has said what everybody in it is.
    expect(silenceOf("listmonk", ["status"], "left")).toBeNull();
    expect(silenceOf("MailerLite", ["subscribed"])).toContain("does not say who left");
    expect(silenceOf("MailerLite", ["Status"])).toBeNull();
    expect(silenceOf("listmonk", ["status", "Subscription_Status"])).toBeNull();
    expect(silenceOf("Keila", [])).toContain("does not say who unsubscribed");
    expect(silenceOf("Keila", ["Status"])).toBeNull();
    expect(silenceOf("Kit", [])).toBeNull();
    expect(silenceOf(null, [])).toBeNull();
  });
});

describe("dates of the source are kept", () => {
  test("when somebody agreed stands in the receipt and with the subscription, beside the time of the import", async () => {
    await importing("email,created_at,CONFIRM_TIME\na@x.org,2019-01-01,2021-02-03 10:12:00\n");
    const reader = (await subscriberByEmail(context, "a@x.org"))!;
    const agreed = Date.UTC(2021, 1, 3, 10, 12);
    expect(reader.subscriptions).toMatchObject([{ confirmedAt: agreed, createdAt: context.clock() }]);
    expect(await consentOf(context, reader.id)).toMatchObject([
      { kind: "imported", detail: "2021-02-03T10:12:00.000Z", at: context.clock(), wording: "Our former system" },
    ]);
  });

  test("when somebody left is when their subscription ended, and since when an address bounces", async () => {
    await importing(
      "Email Address,CONFIRM_TIME,UNSUB_TIME,LEID,EUID\na@x.org,2021-02-03 10:12:00,2022-07-08 09:00:00,1,2\n",
    );
    await importing("email,bounced_at\nb@x.org,2022-07-08T09:00:00+02:00\n");
    const reader = (await subscriberByEmail(context, "a@x.org"))!;
    expect(reader.subscriptions).toMatchObject([
      {
        status: "ended",
        endedAt: Date.UTC(2022, 6, 8, 9),
        endedBy: expect.stringMatching(/^import \d+ of readers.csv by Ruth$/) as string,
      },
    ]);
    expect(await consentOf(context, reader.id)).toMatchObject([{ kind: "ended", detail: "2022-07-08T09:00:00.000Z" }]);
    expect(await suppressionRecord(context, "b@x.org")).toMatchObject({
      reason: "hard bounce",
      createdAt: Date.UTC(2022, 6, 8, 7),
    });
  });

  test.each([
    ["2021-02-03", Date.UTC(2021, 1, 3)],
    ["2021-02-03T10:11:12.5Z", Date.UTC(2021, 1, 3, 10, 11, 12, 500)],
    ["2021-02-03 10:11:12 +0100", Date.UTC(2021, 1, 3, 9, 11, 12)],
    ["2022-01-01 00:00:00 UTC", Date.UTC(2022, 0, 1)],
    ["27.8.2021", Date.UTC(2021, 7, 27)],
    ["8/27/2021 3:06 PM", Date.UTC(2021, 7, 27, 15, 6)],
    ["3/4/2021", Date.UTC(2021, 3, 3)],
    ["Aug 27, 2021", Date.UTC(2021, 7, 27)],
    ["1612347072", 1_612_347_072_000],
    ["soon", null],
    ["2121-02-03", null],
    ["1899-12-30", null],
    ["2021-13-45", null],
  ])("%s", async (text, at) => {
    await importing(`email,subscribed_at\na@x.org,"${text}"\n`);
    const reader = (await subscriberByEmail(context, "a@x.org"))!;
    expect(reader.subscriptions[0]!.confirmedAt).toBe(at ?? context.clock());
  });
});

describe("people who are here already", () => {
  test("who left here stays left, whatever the file says", async () => {
    const reader = await aReader(context, list, "a@x.org");
    await endSubscription(context, reader.id, list.id, "one-click");
    const { counts } = await importing("email,status\na@x.org,active\n");
    expect(counts).toMatchObject({ ended: 1, imported: 0 });
    const again = await importing("email,status\na@x.org,unsubscribed\n");
    expect(again.counts).toMatchObject({ left: 1, endedHere: 0 });
    expect((await subscriberByEmail(context, "a@x.org"))!.subscriptions).toMatchObject([{ endedBy: "one-click" }]);
  });

  test("who gets mail here by an import and left there gets none any more, and the report says so", async () => {
    await importing("email\na@x.org\nb@x.org\n");
    context.later(day);
    const { counts, problems } = await importing("email,status\na@x.org,unsubscribed\nb@x.org,bounced\n");
    expect(counts).toMatchObject({ left: 1, bounced: 1, endedHere: 2 });
    expect(problems).toMatchObject([
      { line: 2, reason: "left", message: expect.stringContaining("got mail here until now") },
      { line: 3, reason: "bounced" },
    ]);
    expect([await standing("a@x.org"), await standing("b@x.org")]).toEqual(["ended", "hard bounce"]);
  });

  test("who confirmed here by themselves after they had left or bounced there stays; before, or nobody knows when, not", async () => {
    for (const name of ["later", "sooner", "unknown", "bounced"]) await aReader(context, list, `${name}@x.org`);
    context.later(30 * day);
    const after = new Date(context.clock() - day).toISOString();
    const { counts } = await importing(
      `email,unsubscribed_at,bounced_at\nlater@x.org,2020-01-01,\nsooner@x.org,${after},\nunknown@x.org,yes,\nbounced@x.org,,2020-01-01\n`,
    );
    expect(counts).toMatchObject({ alreadyThere: 2, left: 2, endedHere: 2 });
    const found = [];
    for (const name of ["later", "sooner", "unknown", "bounced"]) found.push(await standing(`${name}@x.org`));
    expect(found).toEqual(["active", "ended", "ended", "active"]);
  });

  test("who waits for their own confirmation goes on waiting: that mails them nothing", async () => {
    await signUp(context, { email: "a@x.org", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    await importing("email,status\na@x.org,unsubscribed\n");
    expect(await standing("a@x.org")).toBe("pending");
  });

  test("who was erased here leaves no trace, whatever the file says", async () => {
    await suppress(context, "a@x.org", "erased");
    const { counts } = await importing("email,status\na@x.org,unsubscribed\n");
    expect(counts).toMatchObject({ suppressed: 1 });
    expect(await subscriberByEmail(context, "a@x.org")).toBeUndefined();
  });
});

describe("a file that says two things of one address", () => {
  test.each([
    ["left further down", ["active", "unsubscribed"], "ended"],
    ["left further up", ["unsubscribed", "active"], "ended"],
    ["bounced and left", ["unsubscribed", "bounced"], "hard bounce"],
  ])("%s: the worse holds", async (_what, [first, second], expected) => {
    const { counts } = await importing(`email,status\na@x.org,${first}\nA@X.org,${second}\nb@x.org,active\n`);
    expect(await standing("a@x.org")).toBe(expected);
    expect(counts).toMatchObject({ imported: 1, duplicates: 1 });
  });

  test("however far apart: nobody is active even for a moment", async () => {
    const others = Array.from({ length: 1200 }, (_, i) => `reader${i}@x.org,active`).join("\n");
    const { counts } = await importing(`email,status\na@x.org,active\n${others}\na@x.org,unsubscribed\n`);
    expect(counts).toMatchObject({ imported: 1200, left: 1, duplicates: 1, endedHere: 0 });
    const reader = (await subscriberByEmail(context, "a@x.org"))!;
    expect(await consentOf(context, reader.id)).toMatchObject([{ kind: "ended" }]);
  });
});

describe("a file whose states are not understood is refused, and nothing is written", () => {
  async function refused(csv: string, given: Given = {}): Promise<string> {
    const { error = "", counts } = await importing(csv, given);
    expect(counts).toBeUndefined();
    expect(await context.db.selectFrom("subscribers").select("id").execute()).toEqual([]);
    return error;
  }

  test("the column, the values, how often and where are said", async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => `r${i}@x.org,active`).join("\n");
    const error = await refused(`email,status\n${rows}\nx@x.org,VIP\ny@x.org,Gold\nz@x.org,VIP\n`);
    expect(error).toContain("“status”");
    expect(error).toContain("“VIP” (2 rows, the first on line 3002)");
    expect(error).toContain("“Gold” (line 3003)");
  });

  test.each([
    ["a number for a status", "email,status\na@x.org,1\n", "“1”"],
    ["a state in a column that nobody knows", "email,Rundbrief\na@x.org,unsubscribed\n", "“Rundbrief”"],
    ["a label that says it", 'email,Labels\na@x.org,"Customer, Bounced"\n', "“Labels”"],
    ["a flag that is neither yes nor no", "email,email_disabled\na@x.org,sometimes\n", "“sometimes”"],
  ])("%s", async (_what, csv, words) => {
    expect(await refused(csv)).toContain(words);
  });

  test("a file whose name says it, while nothing in it does", async () => {
    expect(await refused("email\na@x.org\n", { file: "unsubscribed-2024.csv" })).toContain("left there");
    const left = { whole: "left" as SourceState };
    expect((await importing("email\na@x.org\n", { file: "unsubscribed-2024.csv", states: left })).counts).toMatchObject(
      {
        left: 1,
      },
    );
    expect((await importing("a@y.org\n", { file: "bounces.csv", states: { whole: "active" } })).counts).toMatchObject({
      imported: 1,
    });
  });

  test("once a value is explained or a column is said to mean something else, the file is taken, and that is logged", async () => {
    const csv = "email,status,Tier\na@x.org,VIP,x\nb@x.org,Gold,unsubscribed\nc@x.org,unsubscribed,x\n";
    const words = [
      { column: "Status", value: "vip", state: "active" as const },
      { column: "status", value: "Gold", state: "left" as const },
    ];
    const { counts } = await importing(csv, { states: { words, ignored: ["tier"] } });
    expect(counts).toMatchObject({ imported: 1, left: 2 });
    const [noted] = await context.db
      .selectFrom("audit_events")
      .select("detail")
      .where("action", "=", "import")
      .execute();
    expect(noted?.detail).toContain("status:Gold=left");
    expect(noted?.detail).toContain("tier ignored");
  });

  test("a column that an order names and the file does not have is a slip", async () => {
    expect(await refused("email\na@x.org\n", { states: { ignored: ["Statsu"] } })).toContain("no column “Statsu”");
  });

  test("a state of the USA is no state of a subscription", async () => {
    const { counts } = await importing("email,State,Notes\na@x.org,NY,likes spam recipes\nb@x.org,OR,\n");
    expect(counts).toMatchObject({ imported: 2 });
  });
});
