import { isUniqueViolation } from "#db/client.server.ts";
import type { Context } from "../context.server.ts";
import { bodyFromMarkdown } from "./markdown.server.ts";
import { createIssue, issueSchema } from "./issues.server.ts";
import { listBySlug, wordUnknownList } from "./lists.server.ts";

/** An issue as a script orders it: by slugs, in the order of the articles; `intro` is Markdown. */
export type IssueOrder = { list: string; subject: string; preheader: string; intro: string; articles: string[] };

/**
 * @returns the number of the new draft, or everything that is wrong with the order, in words; `malformed`: whatever the
 *   database holds
 */
export async function composeIssue(
  context: Context,
  order: IssueOrder,
): Promise<{ number: number } | { faults: string[]; malformed?: true }> {
  const faults: string[] = [];
  const list = await listBySlug(context, order.list);
  if (!list) faults.push(await wordUnknownList(context, order.list));
  const intro = bodyFromMarkdown(order.intro);
  if ("error" in intro) faults.push(`--intro: ${intro.error}`);
  const ids = await articleIds(context, order.articles);
  for (const slug of order.articles) if (!ids.has(slug)) faults.push(`--articles: There is no article “${slug}”.`);
  if (!list || "error" in intro || faults.length > 0) return { faults };
  const input = issueSchema.safeParse({
    listId: list.id,
    subject: order.subject,
    preheader: order.preheader,
    intro: JSON.stringify(intro.body),
    articles: order.articles.map((slug) => ({ id: ids.get(slug) })),
  });
  if (!input.success)
    return {
      faults: input.error.issues.map((issue) => `--${String(issue.path[0])}: ${issue.message}`),
      malformed: true,
    };
  return { number: await numbered(() => createIssue(context, list.id, input.data)) };
}

async function articleIds(context: Context, slugs: string[]): Promise<Map<string, number>> {
  if (slugs.length === 0) return new Map();
  const rows = await context.db.selectFrom("articles").select(["slug", "id"]).where("slug", "in", slugs).execute();
  return new Map(rows.map((row) => [row.slug, row.id]));
}

/** Two issues made at the same moment want one number on PostgreSQL: the second asks again. */
async function numbered(create: () => Promise<number>): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await create();
    } catch (error) {
      if (tries === 5 || !isUniqueViolation(error)) throw error;
    }
  }
}
