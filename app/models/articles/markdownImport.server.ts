import { inTransaction, type Context } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { keepRevision, markRevision } from "#app/models/revisions.server.ts";
import { articleById, createArticle, saveArticle, setPublished, type Article } from "./articles.server.ts";
import { embargoAfter } from "./embargo.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { withDrawnCharts } from "./charts.server.ts";
import { imageBytes, keepImage } from "#app/models/images/images.server.ts";
import type { PreparedImage } from "#app/models/images/prepare.server.ts";
import { readArticleFile, type ArticleFile, type ArticleFileFault, type LeftOut } from "./markdownFile.server.ts";
import { former, type SheetInput } from "./sheets.server.ts";

type ImportedArticle = { slug: string; headline: string; change: "created" | "updated" };

type Imported = { articles: ImportedArticle[]; leftOut: LeftOut[] } | { error: "faults"; faults: ArticleFileFault[] };

/** `update`: overwrite existing articles; `publish`: publish them; `actor`: for the audit log. */
type MarkdownImport = { update: boolean; publish: boolean; actor: string };

/**
 * Imports articles from Markdown files. Every file and image is checked first; then all of them are stored, or none.
 * @returns the articles in the order of the files, or every fault
 */
export async function importArticles(context: Context, paths: string[], order: MarkdownImport): Promise<Imported> {
  // One after the other: a large image takes all the memory that is allowed.
  const read: (ArticleFile | { faults: ArticleFileFault[] })[] = [];
  for (const path of paths) read.push(await readArticleFile(path, context.config.appUrl));
  const files = read.filter((file): file is ArticleFile => "input" in file);
  const faults = [...read.flatMap((file) => ("faults" in file ? file.faults : [])), ...sameSlugs(files)];
  if (faults.length > 0) return { error: "faults", faults };
  for (const { input } of files) input.body = await withDrawnCharts(context, input.body);
  try {
    return await inTransaction(context, (context) => store(context, files, order));
  } catch (error) {
    if (error instanceof Overtaken) return { error: "faults", faults: [error.fault] };
    throw error;
  }
}

/** Thrown inside the transaction, so that nothing of it stays. */
class Overtaken extends Error {
  readonly fault: ArticleFileFault;
  constructor({ path, input: { slug } }: ArticleFile) {
    super("overtaken");
    this.fault = { path, line: null, fault: { error: "overtaken", slug } };
  }
}

/** @throws Overtaken when another process saves one of the articles at this moment */
async function store(context: Context, files: ArticleFile[], order: MarkdownImport): Promise<Imported> {
  const there: (Article | undefined)[] = [];
  const slugs = new Set(files.map(({ input }) => input.slug));
  for (const file of files) there.push(await articleOf(context, file, there, slugs));
  const taken = files.filter((_, i) => there[i] && !order.update);
  if (taken.length > 0) return { error: "faults", faults: taken.map(takenFault) };
  const held = await embargoFaults(context, files, there, order);
  if (held.length > 0) return { error: "faults", faults: held };
  const articles: ImportedArticle[] = [];
  for (const [i, file] of files.entries()) articles.push(await write(context, file, there[i], order));
  const listed = articles.map(({ slug }) => slug).join(" ");
  await logAction(context, order.actor, "import articles", listed.slice(0, 500));
  return { articles, leftOut: files.flatMap((file) => file.leftOut) };
}

/** Finds the existing article of a file by its slug, or by its slug under the former rule. */
async function articleOf(
  context: Context,
  { input, formerSlug }: ArticleFile,
  taken: (Article | undefined)[],
  slugs: Set<string>,
): Promise<Article | undefined> {
  const { db } = context;
  const row = await db.selectFrom("articles").select("id").where("slug", "=", input.slug).executeTakeFirst();
  if (row) return articleById(context, row.id);
  if (formerSlug === null) return undefined;
  // Under the former rule many names had the same slug with a number; the headline decides.
  const rows = await db
    .selectFrom("articles")
    .select(["id", "slug"])
    .where("headline", "=", input.headline)
    .where("slug", "like", `${formerSlug}%`)
    .orderBy("id")
    .execute();
  const isOfFile = ({ id, slug }: { id: number; slug: string }) =>
    /^(-\d+)?$/.test(slug.slice(formerSlug.length)) && !slugs.has(slug) && !taken.some((one) => one?.id === id);
  const former = rows.find(isOfFile);
  return former && articleById(context, former.id);
}

/** An article under embargo is published by no script either, and none that is on the site gets one there. */
async function embargoFaults(
  context: Context,
  files: ArticleFile[],
  there: (Article | undefined)[],
  { publish }: MarkdownImport,
): Promise<ArticleFileFault[]> {
  const timeZone = await timeZoneOf(context);
  return files.flatMap((file, i) => {
    const isOnSite = there[i] !== undefined && there[i].publishedAt !== null;
    const until = embargoAfter(embargoOf(file, there[i]), context.clock(), timeZone);
    if (!until || !(publish || isOnSite)) return [];
    return [{ path: file.path, line: null, fault: { error: "embargo" as const, until, isOnSite } }];
  });
}

/** Returns the embargo that an article has after its import: a file that says nothing of it leaves it. */
function embargoOf({ input, saysEmbargo }: ArticleFile, there: Article | undefined): string {
  return saysEmbargo || !there ? input.embargo : there.embargo;
}

function sameSlugs(files: ArticleFile[]): ArticleFileFault[] {
  return files.flatMap(({ path, input: { slug } }, i) => {
    const earlier = files.slice(0, i).find((one) => one.input.slug === slug);
    return earlier ? [{ path, line: null, fault: { error: "same-slug", slug, other: earlier.path } }] : [];
  });
}

function takenFault({ path, input: { slug } }: ArticleFile): ArticleFileFault {
  return { path, line: null, fault: { error: "taken", slug } };
}

async function write(
  context: Context,
  file: ArticleFile,
  there: Article | undefined,
  { publish, actor }: MarkdownImport,
): Promise<ImportedArticle> {
  const imageId = file.picture && (await imageFor(context, file.picture, there));
  const kept = {
    ...{ slug: there?.slug ?? file.input.slug, embargo: embargoOf(file, there) },
    canonical: file.input.canonical || (there?.canonical ?? ""),
    language: file.input.language || (there?.language ?? ""),
  };
  const input = { ...file.input, ...kept, imageId };
  if (there) await keepImported(context, there, input, actor);
  const saved = there
    ? await saveArticle(context, there.id, there.version, input, actor)
    : await createArticle(context, input);
  // Checked a moment ago in this transaction: another process has just taken the slug or saved the article.
  if ("error" in saved) throw new Overtaken(file);
  if (publish) await setPublished(context, saved.article.id, true);
  return { slug: saved.article.slug, headline: saved.article.headline, change: there ? "updated" : "created" };
}

/** An import goes over what somebody wrote: that stays as a revision. */
export async function keepImported(
  context: Context,
  there: Article,
  content: SheetInput,
  actor: string,
): Promise<void> {
  const sheet = { kind: "article" as const, subject: there.id };
  const save = { actor, version: there.version + 1, content, apart: true };
  await keepRevision(context, sheet, save, () => former(context, there.id));
  if (there.publishedAt !== null) await markRevision(context, sheet, { published_at: context.clock() });
}

/** An identical image is not stored again. Former images are not deleted, because sent issues still show them. */
async function imageFor(context: Context, picture: PreparedImage, there: Article | undefined): Promise<number> {
  const former = there?.image && (await imageBytes(context, there.image.id));
  if (there?.image && former?.equals(picture.bytes)) return there.image.id;
  return (await keepImage(context, picture)).id;
}
