import type { Context } from "#app/context.server.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { describeUnknownList, listBySlug } from "#app/models/readers/lists.server.ts";
import { createIssue, issueSchema, type ComposedArticle } from "./issues.server.ts";

type Display = ComposedArticle["display"];

/**
 * A script's order for an issue: slugs in the order of the articles; `intro` is Markdown. An article is `SLUG`,
 * `SLUG:full` or `SLUG:summary`. `show` is the display of articles without one, or a list of `SLUG:full` separated by
 * commas.
 */
type IssueOrder = {
  list: string;
  subject: string;
  preheader: string;
  intro: string;
  articles: string[];
  show?: string;
};

/**
 * @returns the number of the new draft, or every error text of the order; `malformed`: invalid whatever the database
 *   holds
 */
export async function composeIssue(
  context: Context,
  order: IssueOrder,
): Promise<{ number: number } | { faults: string[]; malformed?: true }> {
  const faults: string[] = [];
  const list = await listBySlug(context, order.list);
  if (!list) faults.push(await describeUnknownList(context, order.list));
  const intro = bodyFromMarkdown(order.intro);
  if ("error" in intro) faults.push(`--intro: ${intro.error}`);
  const { articles, faults: unreadable } = displaysOf(order);
  faults.push(...unreadable);
  const ids = await articleIds(
    context,
    articles.map(({ slug }) => slug),
  );
  for (const { slug } of articles) if (!ids.has(slug)) faults.push(`--articles: There is no article “${slug}”.`);
  if (!list || "error" in intro || faults.length > 0)
    return unreadable.length > 0 ? { faults, malformed: true } : { faults };
  const input = issueSchema.safeParse({
    listId: list.id,
    subject: order.subject,
    preheader: order.preheader,
    intro: JSON.stringify(intro.body),
    articles: articles.map(({ slug, display }) => ({ id: ids.get(slug), display })),
  });
  if (!input.success)
    return {
      faults: input.error.issues.map((issue) => `--${String(issue.path[0])}: ${issue.message}`),
      malformed: true,
    };
  return { number: await createIssue(context, list.id, input.data) };
}

/** Returns each article's display; `summary` where none is given. */
function displaysOf({ articles: ordered, show = "" }: IssueOrder) {
  const faults: string[] = [];
  const isDisplay = (word: string): word is Display => word === "full" || word === "summary";
  const parse = (option: string, item: string) => {
    const at = item.indexOf(":");
    const [slug, display] = at < 0 ? [item, ""] : [item.slice(0, at).trim(), item.slice(at + 1).trim()];
    if (at >= 0 && !isDisplay(display)) faults.push(`${option}: “${item}”: an article is shown full or as summary.`);
    return { slug, display: isDisplay(display) ? display : null };
  };
  const listed = ordered.map((item) => parse("--articles", item));
  let others: Display = "summary";
  for (const item of show.split(",").map((one) => one.trim())) {
    if (item === "") continue;
    if (isDisplay(item)) others = item;
    else {
      const { slug, display } = parse("--show", item);
      const article = listed.find((one) => one.slug === slug);
      if (!item.includes(":")) faults.push(`--show: “${item}” is neither full, summary nor SLUG:full.`);
      else if (!article) faults.push(`--show: “${slug}” is not among the articles.`);
      else article.display = display;
    }
  }
  return { articles: listed.map(({ slug, display }) => ({ slug, display: display ?? others })), faults };
}

async function articleIds(context: Context, slugs: string[]): Promise<Map<string, number>> {
  if (slugs.length === 0) return new Map();
  const rows = await context.db.selectFrom("articles").select(["slug", "id"]).where("slug", "in", slugs).execute();
  return new Map(rows.map((row) => [row.slug, row.id]));
}
