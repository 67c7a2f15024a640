import { createReadStream, readdirSync, readFileSync } from "node:fs";
import { inTransaction, type Context } from "#app/context.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { importArticles } from "#app/models/articles/markdownImport.server.ts";
import { lastEvent, logAction } from "#app/models/auditLog.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { createEditor, hasNoEditors } from "#app/models/desk/editors.server.ts";
import { setUpBriefing } from "#app/models/desk/setUp.server.ts";
import { composeIssue } from "#app/models/issues/fromSlugs.server.ts";
import { isOpen, issueByNumber } from "#app/models/issues/issues.server.ts";
import { importReaders } from "#app/models/readers/import/import.server.ts";
import { firstList } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { randomToken } from "#app/models/signedTokens.server.ts";
import { wordArticleFault } from "../frame/articleFiles.ts";
import { describeRefusal } from "../frame/importFaults.ts";
import { wordOrderFault } from "../frame/issueOrder.ts";

const actor = "demo";

const briefing = {
  name: "The Robotics Briefing",
  pitch:
    "weekly intelligence on automation, regulation and investment trends, for operators, researchers and policy leaders",
  fromName: "The Robotics Briefing",
  fromAddress: "weekly@robotics-briefing.example",
  postalAddress: "The Robotics Briefing, 4 Gantry Lane, Portmoor PM2 7RB",
  timeZone: "Europe/Dublin",
};

type DemoIssue = { subject: string; preheader: string; articles: string[] };

/**
 * Fills an empty database with the demo's briefing, articles and readers, and sends its first issue. After an
 * interruption the next call continues; a database with other content is left alone.
 */
export async function seed(context: Context): Promise<void> {
  if (await lastEvent(context, "seed", "done")) return;
  if (!(await lastEvent(context, "seed", "begun")) && !(await begin(context))) return;
  const issue = JSON.parse(readFileSync("demo/issue.json", "utf8")) as DemoIssue;
  await seedArticles(context, issue);
  await seedReaders(context);
  if (await hasNoEditors(context))
    await createEditor(context, {
      email: "ruth.ostrander@robotics-briefing.example",
      name: "Ruth Ostrander",
      role: "owner",
      // The demo's owner signs in by the link that `npm start` prints.
      password: randomToken(),
    });
  await seedIssue(context, issue);
  await logAction(context, actor, "seed", "done");
}

/** @returns false when the database is not empty */
function begin(context: Context): Promise<boolean> {
  return inTransaction(context, async (context) => {
    if ((await getBriefing(context)) || !(await hasNoEditors(context))) return false;
    await setUpBriefing(context, briefing);
    await logAction(context, actor, "seed", "begun");
    return true;
  });
}

async function seedArticles(context: Context, issue: DemoIssue) {
  const there = new Set((await listArticles(context)).map((article) => article.slug));
  const files = readdirSync("demo/articles").filter((name) => !there.has(name.replace(/\.md$/, "")));
  const isInIssue = (name: string) => issue.articles.includes(name.replace(/\.md$/, ""));
  for (const publish of [false, true]) {
    const paths = files.filter((name) => isInIssue(name) !== publish).map((name) => `demo/articles/${name}`);
    if (paths.length === 0) continue;
    const imported = await importArticles(context, paths, { update: false, publish, actor });
    if ("error" in imported) throw new Error(imported.faults.map(wordArticleFault).join(" "));
  }
}

async function seedReaders(context: Context) {
  const list = (await firstList(context))!;
  const order = { list, basis: "Invented readers of the demo", file: "readers.csv", actor, confirm: false };
  const imported = await importReaders(context, () => createReadStream("demo/readers.csv"), order);
  if ("error" in imported) throw new Error(describeRefusal(order.file, imported));
}

async function seedIssue(context: Context, { subject, preheader, articles }: DemoIssue) {
  if (!(await issueByNumber(context, 1))) {
    const intro = readFileSync("demo/intro.md", "utf8");
    const made = await composeIssue(context, { list: "weekly", subject, preheader, intro, articles }, actor);
    if ("error" in made) throw new Error(made.faults.map(wordOrderFault).join(" "));
  }
  if (isOpen((await issueByNumber(context, 1))!)) await sendIssue(context, 1, actor);
}
