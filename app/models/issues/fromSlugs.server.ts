import type { Context } from "#app/context.server.ts";
import { bodyFromMarkdown, type MarkdownFault } from "#app/models/markdown.server.ts";
import { namedList, type UnknownList } from "#app/models/readers/lists.server.ts";
import { displays, issueSchema, type Display } from "./issueInput.server.ts";
import { createIssue } from "./issues.server.ts";

/**
 * A script's order for an issue: slugs in the order of the articles; `intro` is Markdown. An article is `SLUG`,
 * `SLUG:full`, `SLUG:summary` or `SLUG:headline`. `show` is the display of articles without one, or a list of `SLUG:full` separated by
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

/** A fault of an order; `option`: of the script, or the field. */
export type OrderFault =
  | UnknownList
  | { error: "intro"; fault: MarkdownFault }
  | { error: "no-article" | "not-among-articles"; slug: string }
  | { error: "no-display"; option: "articles" | "show"; item: string }
  | { error: "no-show"; item: string }
  /** `why`: in the words of the issue's form. */
  | { error: "invalid"; option: string; why: string };

/**
 * @returns the number of the new draft, or every fault of the order; `malformed`: invalid whatever the database holds
 */
export async function composeIssue(
  context: Context,
  order: IssueOrder,
): Promise<{ number: number } | { error: "faults" | "malformed"; faults: OrderFault[] }> {
  const faults: OrderFault[] = [];
  const list = await namedList(context, order.list);
  if ("error" in list) faults.push(list);
  const intro = bodyFromMarkdown(order.intro);
  if ("error" in intro) faults.push({ error: "intro", fault: intro });
  const { articles, faults: unreadable } = displaysOf(order);
  faults.push(...unreadable);
  const ids = await articleIds(
    context,
    articles.map(({ slug }) => slug),
  );
  for (const { slug } of articles) if (!ids.has(slug)) faults.push({ error: "no-article", slug });
  if ("error" in list || "error" in intro || faults.length > 0)
    return { error: unreadable.length > 0 ? "malformed" : "faults", faults };
  const input = issueSchema.safeParse({
    listId: list.id,
    subject: order.subject,
    preheader: order.preheader,
    intro: intro.body,
    articles: articles.map(({ slug, display }) => ({ id: ids.get(slug), display })),
  });
  if (!input.success)
    return {
      error: "malformed",
      faults: input.error.issues.map(({ path, message: why }) => ({ error: "invalid", option: String(path[0]), why })),
    };
  return { number: await createIssue(context, list.id, input.data) };
}

/** Returns each article's display; `summary` where none is given. */
function displaysOf({ articles: ordered, show = "" }: IssueOrder) {
  const faults: OrderFault[] = [];
  const isDisplay = (word: string): word is Display => (displays as string[]).includes(word);
  const parse = (option: "articles" | "show", item: string) => {
    const at = item.indexOf(":");
    const [slug, display] = at < 0 ? [item, ""] : [item.slice(0, at).trim(), item.slice(at + 1).trim()];
    if (at >= 0 && !isDisplay(display)) faults.push({ error: "no-display", option, item });
    return { slug, display: isDisplay(display) ? display : null };
  };
  const listed = ordered.map((item) => parse("articles", item));
  let others: Display = "summary";
  for (const item of show.split(",").map((one) => one.trim())) {
    if (item === "") continue;
    if (isDisplay(item)) others = item;
    else {
      const { slug, display } = parse("show", item);
      const article = listed.find((one) => one.slug === slug);
      if (!item.includes(":")) faults.push({ error: "no-show", item });
      else if (!article) faults.push({ error: "not-among-articles", slug });
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
