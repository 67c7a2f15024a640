import type { Context } from "#app/context.server.ts";
import { listArticles } from "#app/models/articles/list.server.ts";
import { deskArticlePath, deskIssuePath } from "#app/models/deskPaths.ts";
import { mayActAs } from "#app/models/roles.ts";
import type { Role } from "#db/schema/desk.ts";
import { listIssues } from "./list.server.ts";
import { findArticles } from "./picker.server.ts";

/** An article or an issue that somebody may open, with its page at the desk. */
export type FoundAtDesk = { kind: "article" | "issue"; name: string; path: string };

/** As many articles, and as many issues. */
const most = 8;

/** Finds articles and issues by words, the best first. A writer finds their own articles alone. */
export async function searchDesk(
  context: Context,
  who: { id: number; role: Role },
  words: string,
): Promise<FoundAtDesk[]> {
  if (words.trim() === "") return [];
  const named = await listArticles(context, {
    search: words,
    limit: most,
    ...(!mayActAs(who.role, "editor") && { of: who.id }),
  });
  if (!mayActAs(who.role, "editor")) return named.map(asFound);
  return [...(await issuesNamed(context, words)), ...(await withText(context, words, named))];
}

type Named = { id: number; headline: string };

/** Adds articles that have the words in their text to those that have them in their headline. */
async function withText(context: Context, words: string, named: Named[]): Promise<FoundAtDesk[]> {
  if (named.length === most) return named.map(asFound);
  const anything = { topic: "", author: "", from: null, until: null, notRun: false, issue: null, after: null };
  const { choices } = await findArticles(context, { words, ...anything }, most);
  const others = choices.filter(({ id }) => !named.some((one) => one.id === id));
  return [...named, ...others].slice(0, most).map(asFound);
}

function asFound({ id, headline }: Named): FoundAtDesk {
  return { kind: "article", name: headline || "Untitled", path: deskArticlePath(id) };
}

async function issuesNamed(context: Context, words: string): Promise<FoundAtDesk[]> {
  const sought = words.toLowerCase().split(/\s+/).filter(Boolean);
  return (await listIssues(context, 1000))
    .map(({ number, subject }) => ({ number, name: `Issue ${number}: ${subject || "No subject yet"}` }))
    .filter(({ name }) => sought.every((word) => name.toLowerCase().includes(word)))
    .slice(0, most)
    .map(({ number, name }) => ({ kind: "issue", name, path: deskIssuePath(number) }));
}
