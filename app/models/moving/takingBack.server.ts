import { setImmediate as turn } from "node:timers/promises";
import { inTransaction, type Context } from "#app/context.server.ts";
import { deleteArticle } from "#app/models/articles/articles.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { numberElsewhere, removeElsewhere } from "#app/models/issues/elsewhere.server.ts";
import { forgetRevisionsOf } from "#app/models/revisions.server.ts";

/** Posts that were taken back, and those that stay because somebody has worked on them since. */
export type PostsTakenBack = { removed: number; kept: number };

/** Counts the articles that an import made and that are still there. */
export async function madeByRun({ db }: Context, run: string): Promise<number> {
  const { count } = await db
    .selectFrom("moved_posts")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("run", "=", run)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Takes back what an import made: articles, issues sent elsewhere and the redirects to them. Articles that somebody changed,
 * corrected, commented or put into an issue since stay; so do pictures. Broken off, it is begun again and goes on.
 * @param breathe awaited after each article, with how many were looked at; its errors end the work
 */
export async function takeBackRun(
  context: Context,
  run: string,
  actor: string,
  breathe: (done: number) => Promise<void> = () => turn(),
): Promise<PostsTakenBack> {
  const sum = { removed: 0, kept: 0 };
  for (let after = 0; ;) {
    const rows = await context.db
      .selectFrom("moved_posts")
      .select(["id", "article_id", "version"])
      .where("run", "=", run)
      .where("id", ">", after)
      .orderBy("id")
      .limit(200)
      .execute();
    if (rows.length === 0) break;
    for (const row of rows) {
      const isRemoved = await inTransaction(context, (context) => takeBack(context, row, actor));
      sum[isRemoved ? "removed" : "kept"] += 1;
      await breathe(sum.removed + sum.kept);
    }
    after = rows.at(-1)!.id;
  }
  await logAction(context, actor, "site-import-undone", `${sum.removed} removed, ${sum.kept} kept`);
  return sum;
}

type Row = { article_id: number | null; version: number };

async function takeBack(context: Context, { article_id: id, version }: Row, actor: string): Promise<boolean> {
  if (id === null || !(await isUntouched(context, id, version))) return false;
  const number = await numberElsewhere(context, id);
  if (number !== null) await removeElsewhere(context, number, actor);
  if (!(await deleteArticle(context, id))) return false;
  await forgetRevisionsOf(context, { kind: "article", subject: id });
  await context.db.deleteFrom("redirects").where("kind", "=", "article").where("ref", "=", id).execute();
  return true;
}

/** True of an article that is as the import left it, and that nothing else of the desk refers to. */
async function isUntouched({ db }: Context, id: number, version: number): Promise<boolean> {
  const there = await db
    .selectFrom("articles")
    .select("id")
    .where("id", "=", id)
    .where("version", "=", version)
    .where("unpublished", "is", null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom("issue_articles")
            .innerJoin("issues", "issues.id", "issue_articles.issue_id")
            .select("issue_id")
            .where("article_id", "=", id)
            .where("elsewhere", "is", null),
        ),
      ),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("corrections").select("id").where("article_id", "=", id))),
    )
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom("comments").select("id").where("article_id", "=", id))),
    )
    .executeTakeFirst();
  return there !== undefined;
}
