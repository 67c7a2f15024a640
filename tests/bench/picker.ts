import { sql } from "kysely";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import { emptySection } from "#app/models/sections.ts";
import { anEditor, cookieOf } from "../support/desk.ts";
import { anArticle, bodyOf } from "../support/newsroom.ts";
import type { TestContext } from "../support/context.ts";
import { percentile } from "./caller.ts";
import { startChild, stopChild } from "./children.ts";
import { aBigIssue, aContext, aPlace, fillList } from "./newsroom.ts";
import { freePort } from "./ports.ts";

const rounds = 15;
const others = 20_000;

/** What the picker of an issue of 25 articles takes among 20,000 others, from the request to the last byte. */
export async function benchPicker(): Promise<void> {
  const port = await freePort();
  const site = `http://localhost:${port}`;
  const place = await aPlace({ PORT: String(port), HOST: "127.0.0.1", APP_URL: site, SMTP_URL: "smtp://localhost:1" });
  const context = aContext(place);
  await aBigIssue(context, (context, list) => fillList(context, list, 1000), 1);
  await fillSite(context as TestContext);
  const number = await anIssueOf25(context as TestContext);
  const cookie = await cookieOf(context as TestContext, await anEditor(context as TestContext, "Ines Halloran"));
  const web = await startChild("scripts/serve.ts", place.env);
  const ask = async (path: string) => {
    const began = performance.now();
    const answer = await fetch(site + path, { headers: { Cookie: cookie } });
    const bytes = (await answer.arrayBuffer()).byteLength;
    if (!answer.ok) throw new Error(`${path} was answered ${answer.status}`);
    return { ms: performance.now() - began, bytes };
  };
  console.log(`The picker of an issue of 25 articles, ${others} others; ${rounds} times each, ms`);
  console.log(`  ${"".padEnd(34)}    p50    p95     KB`);
  const picker = `/desk/issues/articles?issue=${number}`;
  for (const [name, path, aim] of [
    ["opened", picker, 200],
    ["has not run yet", `${picker}&notRun=1`, 200],
    ["words and a topic", `${picker}&words=warehouse&topic=law`, 400],
    ["days", `${picker}&from=2026-01-01&until=2026-01-31`, 200],
  ] as const) {
    await ask(path);
    const answers = [];
    for (let round = 0; round < rounds; round += 1) {
      await changed(context as TestContext, number);
      answers.push(await ask(path));
    }
    const times = answers.map(({ ms }) => ms).sort((one, other) => one - other);
    const figures = [percentile(times, 0.5), percentile(times, 0.95), answers[0]!.bytes / 1024];
    console.log(`  ${name.padEnd(34)} ${figures.map((one) => one.toFixed(0).padStart(6)).join(" ")}   aim: ${aim}`);
  }
  await stopChild(web);
  await context.db.destroy();
  await place.remove();
}

/** The issue as another save leaves it, so that nothing of the answer before can be of use. */
async function changed(context: TestContext, number: number): Promise<void> {
  const { version } = (await issueByNumber(context, number))!;
  await context.db
    .updateTable("issues")
    .set({ version: version + 1, subject: `The week, version ${version + 1}` })
    .where("number", "=", number)
    .execute();
}

async function anIssueOf25(context: TestContext): Promise<number> {
  const text = bodyOf(
    `${"The second warehouse wrote down what the first had only guessed. ".repeat(8)}\n`.repeat(9).trim(),
  );
  const ids: number[] = [];
  for (let i = 1; i <= 25; i += 1) {
    const sources = [{ title: "Ledger", url: `https://ports.example/${i}` }];
    ids.push((await anArticle(context, { headline: `What warehouse ${i} did`, body: text, sources })).id);
  }
  const sections = ["Lead", "In brief", "Numbers", "From the archive"].map((heading, s) => ({
    ...{ ...emptySection(), heading },
    pieces: ids
      .filter((_, i) => i % 4 === s)
      .map((id) => ({ kind: "article" as const, id, display: "summary" as const })),
  }));
  const { id } = await context.db.selectFrom("lists").select("id").limit(1).executeTakeFirstOrThrow();
  return createIssue(context, id, { subject: "The week", preheader: "What 25 warehouses did.", sections });
}

/** A site of years: published articles of 5 KB with a topic, most of which an issue has sent. */
async function fillSite({ db }: TestContext): Promise<void> {
  const body = bodyOf("Robots pack crates at night. ".repeat(180));
  const counted = (most: number) =>
    sql`with recursive g(i) as (select 1 union all select i + 1 from g where i < ${sql.lit(most)})`;
  await sql`${counted(others)} insert into articles (slug, headline, dek, byline, body, sources, image_credit, image_alt,
      created_at, updated_at, saved_at, published_at, version)
    select 'a-' || i, 'Warehouse ' || i, 'A dek.', 'Author ' || (i % 40), ${body}, '[]', '', '', at, at, at, at, 1
    from (select i, 1700000000000 + i * 3600000 as at from g)`.execute(db);
  await sql`insert into topics (slug, name) values ('law', 'Law'), ('ports', 'Ports')`.execute(db);
  await sql`insert into article_topics (article_id, topic_id, position)
    select articles.id, topics.id, 0 from articles, topics where articles.id % 2 = topics.id % 2`.execute(db);
  await sql`${counted(1900)} insert into issues (number, list_id, subject, preheader, intro, status, created_at,
      updated_at, sending_at, version)
    select 1000 + i, (select min(id) from lists), 'S', '', '{"type":"doc"}', 'sent', 0, 0,
      1700000000000 + i * 36000000, 1 from g`.execute(db);
  await sql`insert into issue_articles (issue_id, article_id, section, position, display)
    select issues.id, articles.id, 1, articles.id % 10, 'summary' from articles
    join issues on issues.number = 1000 + articles.id / 10 where articles.id < 19000`.execute(db);
  await sql`analyze`.execute(db);
}
