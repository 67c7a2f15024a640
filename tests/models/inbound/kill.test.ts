import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { receiveInbound } from "#app/models/inbound/receiving.server.ts";
import { apartMails } from "#app/models/inbound/teaching.server.ts";
import { understandAgain } from "#app/models/inbound/work.server.ts";
import { referenceAddress } from "#app/models/mailReferences.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { testContext } from "../../support/context.ts";
import { actsOf, aMail } from "../../support/inbound.ts";
import { aBriefing, anIssue, aReader, manyReaders } from "../../support/newsroom.ts";

const env = { BOUNCE_ADDRESS: "bounces@bounces.example.org", REPLY_ADDRESS: "replies@replies.example.org" };

/** 1,200 readers of whom each bounced, told by a mail each, and of every tenth by another one. */
async function allBounced() {
  const context = await testContext({ env, clock: Date.now });
  const list = await aBriefing(context);
  await manyReaders(context, list, 1200);
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const { editionId } = sent.send;
  const readers = (await context.db.selectFrom("subscribers").select("id").orderBy("id").execute()).map(({ id }) => id);
  const mails = [...readers, ...readers.filter((_, i) => i % 10 === 0)].map((id, i) =>
    aMail(referenceAddress(context, "bounce", { editionId }, id, context.clock())!, "hard", { words: String(i) }),
  );
  await receiveInbound(context, mails);
  return { context, readers, count: mails.length };
}

type Bounced = Awaited<ReturnType<typeof allBounced>>;

function aWorker({ context }: Pick<Bounced, "context">) {
  const variables = {
    ...{ DATABASE_URL: context.database.url, SMTP_URL: context.config.smtpUrl, APP_URL: context.config.appUrl },
    ...{ APP_SECRET: context.config.secrets[0], MAIL_FROM: context.config.mailFrom, DKIM_FOLDER: "tests/no-keys" },
  };
  const program = ["--import", "tsx", "tests/models/inbound/work-now.ts"];
  return spawn(process.execPath, program, { env: { ...process.env, ...variables, ...env }, stdio: "ignore" });
}

async function expectEachOnce({ context, readers, count }: Bounced) {
  expect((await actsOf(context)).sort()).toEqual(readers.map((id) => `hard ${id}`).sort());
  const rows = await context.db.selectFrom("inbound_reports").select("act").execute();
  expect(rows).toHaveLength(count);
  expect(rows.filter(({ act }) => act === "repeated")).toHaveLength(count - readers.length);
}

test("killed with kill -9 again and again, every message is understood and none acts twice (B-09)", async () => {
  const bounced = await allBounced();
  const done = async () =>
    (await bounced.context.db.selectFrom("inbound_messages").select("id").where("state", "!=", "new").execute()).length;
  for (const share of [20, 250, 500, 750, 1000]) {
    const worker = aWorker(bounced);
    while ((await done()) < share) await new Promise((resolve) => setTimeout(resolve, 5));
    worker.kill("SIGKILL");
    await once(worker, "exit");
  }
  const last = aWorker(bounced);
  const [code] = (await once(last, "exit")) as [number];
  expect(code).toBe(0);
  await expectEachOnce(bounced);
});

test("four processes that understand the same messages at once act on each reader once", async () => {
  const bounced = await allBounced();
  const workers = [1, 2, 3, 4].map(() => aWorker(bounced));
  const codes = await Promise.all(workers.map(async (worker) => ((await once(worker, "exit")) as [number])[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  await expectEachOnce(bounced);
});

test("a mail that ends every process which reads it is set aside after three tries alone; others are understood (B-09)", async () => {
  const context = await testContext({ env, clock: Date.now });
  const list = await aBriefing(context);
  const readers = [await aReader(context, list, "ada@example.org"), await aReader(context, list, "ben@example.org")];
  const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  const { editionId } = sent.send;
  const [ada, ben] = readers.map(({ id }) => id) as [number, number];
  const addressOf = (purpose: "bounce" | "reply", id: number) =>
    referenceAddress(context, purpose, { editionId }, id, context.clock())!;
  const deadly = aMail(addressOf("reply", ada), "reply", { sentFrom: "ada@example.org" });
  deadly.raw = Buffer.from(deadly.raw.toString().replace("Subject: reply", "Subject: deadly"));
  await receiveInbound(context, [
    aMail(addressOf("bounce", ada), "soft"),
    deadly,
    aMail(addressOf("bounce", ben), "hard"),
  ]);
  const ends: (string | number)[] = [];
  while (ends.at(-1) !== 0 && ends.length < 10) {
    const [code, signal] = (await once(aWorker({ context }), "exit")) as [number | null, string | null];
    ends.push(signal ?? code!);
  }
  expect(ends).toEqual(["SIGKILL", "SIGKILL", "SIGKILL", "SIGKILL", 0]);
  const rows = await context.db.selectFrom("inbound_messages").select(["state", "raw"]).orderBy("id").execute();
  expect(rows.map(({ state }) => state)).toEqual(["understood", "failed", "understood"]);
  expect(rows[1]!.raw).toEqual(deadly.raw);
  expect((await actsOf(context)).sort()).toEqual([`hard ${ben}`, `soft ${ada}`, `unknown ${ada}`]);
  expect(await apartMails(context)).toMatchObject([{ why: "failed", beginning: deadly.raw.toString() }]);
  // An operator who teaches a rule does not wake it; one who asks for all has it tried once.
  await understandAgain(context, "doubtful");
  expect((await once(aWorker({ context }), "exit"))[0]).toBe(0);
  expect(await understandAgain(context)).toBe(3);
  expect((await once(aWorker({ context }), "exit"))[1]).toBe("SIGKILL");
  expect((await once(aWorker({ context }), "exit"))[0]).toBe(0);
  expect(await apartMails(context)).toHaveLength(1);
});
