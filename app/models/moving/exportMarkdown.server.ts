import type { Context } from "#app/context.server.ts";
import { articlesByIds, type Article } from "#app/models/articles/articles.server.ts";
import { correctionsOf } from "#app/models/articles/corrections.server.ts";
import { bodyInMarkdown, type Body } from "#app/models/body.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { redirectFile, redirectFormats, type RedirectFormat } from "#app/models/site/redirectFiles.server.ts";
import type { ExportFile } from "./zipWriting.server.ts";

const atOnce = 100;

/**
 * Yields the site as files that any program for Markdown reads: articles and drafts with front matter, issues, redirects in
 * three formats, and the briefing's settings. Pictures are beside them, in `images/`.
 */
export async function* siteInMarkdown(context: Context): AsyncGenerator<ExportFile> {
  for (let after = 0; ;) {
    const rows = await context.db
      .selectFrom("articles")
      .select("id")
      .where("id", ">", after)
      .orderBy("id")
      .limit(atOnce)
      .execute();
    if (rows.length === 0) break;
    const ids = rows.map(({ id }) => id);
    yield* articleFiles(context, ids);
    after = ids.at(-1)!;
  }
  yield* issueFiles(context);
  for (const format of Object.keys(redirectFormats) as RedirectFormat[]) {
    const pieces: string[] = [];
    for await (const piece of redirectFile(context, format)) pieces.push(piece);
    yield { name: redirectFormats[format].fileName, bytes: Buffer.from(pieces.join("")) };
  }
  const briefing = await getBriefing(context);
  if (briefing) yield { name: "briefing.json", bytes: Buffer.from(`${JSON.stringify(briefing, null, 2)}\n`) };
}

async function* articleFiles(context: Context, ids: number[]): AsyncGenerator<ExportFile> {
  const articles = await articlesByIds(context, ids);
  const corrections = await correctionsOf(context, ids);
  const former = await formerPaths(context, ids);
  for (const article of articles) {
    const folder = article.publishedAt === null ? "drafts" : "articles";
    const front = frontMatter(article, [
      lines("corrections", corrections.get(article.id)?.map(({ at, text }) => ({ date: day(at), text })) ?? []),
      lines("aliases", former.get(article.id) ?? []),
    ]);
    const text = `---\n${front}---\n\n${bodyInMarkdown(article.body, "..")}\n`;
    yield { name: `${folder}/${article.slug}.md`, bytes: Buffer.from(text) };
  }
}

/** A string of JSON is one of YAML, too. */
function line(key: string, value: string | null): string {
  return value ? `${key}: ${JSON.stringify(value)}\n` : "";
}

function lines(key: string, values: readonly unknown[]): string {
  if (values.length === 0) return "";
  return `${key}:\n${values.map((value) => `  - ${JSON.stringify(value)}\n`).join("")}`;
}

function day(at: number | null): string {
  return at === null ? "" : new Date(at).toISOString();
}

function frontMatter(article: Article, more: string[]): string {
  const { headline, dek, byline, publishedAt, topics, sources, image, imageAlt, imageCredit } = article;
  return [
    line("title", headline),
    line("slug", article.slug),
    line("description", dek),
    line("byline", byline),
    line("date", day(publishedAt ?? article.createdAt)),
    line("updated", day(article.updatedAt)),
    publishedAt === null ? "draft: true\n" : "",
    lines("topics", topics),
    image ? line("image", `..${image.path}`) : "",
    line("imageAlt", imageAlt),
    line("imageCredit", imageCredit),
    line("imageFocus", article.imageFocus),
    line("embargo", article.embargo),
    line("canonical", article.canonical),
    line("language", article.language),
    lines("sources", sources),
    ...more,
  ].join("");
}

async function formerPaths({ db }: Context, ids: number[]): Promise<Map<number, string[]>> {
  const rows = await db
    .selectFrom("redirects")
    .select(["ref", "path"])
    .where("kind", "=", "article")
    .where("ref", "in", ids)
    .orderBy("key")
    .execute();
  const paths = new Map<number, string[]>();
  for (const { ref, path } of rows) paths.set(ref!, [...(paths.get(ref!) ?? []), path]);
  return paths;
}

async function* issueFiles(context: Context): AsyncGenerator<ExportFile> {
  const issues = await context.db
    .selectFrom("issues")
    .innerJoin("lists", "lists.id", "issues.list_id")
    .select(["issues.id", "number", "subject", "preheader", "intro", "outro", "status", "sending_at", "lists.slug"])
    .orderBy("number")
    .execute();
  for (const issue of issues) {
    const front = [
      `number: ${issue.number}\n`,
      line("title", issue.subject),
      line("preheader", issue.preheader),
      line("list", issue.slug),
      line("status", issue.status),
      line("date", day(issue.sending_at)),
    ].join("");
    const parts = [text(issue.intro), ...(await sectionTexts(context, issue.id)), text(issue.outro)];
    const name = `issues/${String(issue.number).padStart(4, "0")}.md`;
    yield { name, bytes: Buffer.from(`---\n${front}---\n\n${parts.filter(Boolean).join("\n\n")}\n`) };
  }
}

function text(json: string): string {
  return bodyInMarkdown(JSON.parse(json) as Body, "..");
}

/** Each section: its heading, its text, and its articles and items in order. */
async function sectionTexts({ db }: Context, id: number): Promise<string[]> {
  const sections = await db
    .selectFrom("issue_sections")
    .select(["position", "heading", "text"])
    .where("issue_id", "=", id)
    .orderBy("position")
    .execute();
  const articles = await db
    .selectFrom("issue_articles")
    .innerJoin("articles", "articles.id", "article_id")
    .select(["section", "position", "headline", "slug", "published_at"])
    .where("issue_id", "=", id)
    .execute();
  const items = await db.selectFrom("issue_items").selectAll().where("issue_id", "=", id).execute();
  const pieces = [
    ...articles.map(({ headline, slug, published_at: at, ...place }) => ({
      ...place,
      line: `[${plainWords(headline)}](../${at === null ? "drafts" : "articles"}/${encodeURIComponent(slug)}.md)`,
    })),
    ...items.map(({ text, url, source, poll, ...place }) => ({
      ...place,
      line: poll
        ? pollLine(text, poll)
        : `${url ? `[${plainWords(text)}](<${url}>)` : plainWords(text)}${source ? ` (${plainWords(source)})` : ""}`,
    })),
  ].sort((one, other) => one.position - other.position);
  return sections.map(({ position, heading, text: above }) =>
    [
      heading && `## ${plainWords(heading)}`,
      text(above),
      pieces
        .filter(({ section }) => section === position)
        .map(({ line }) => `- ${line}`)
        .join("\n"),
    ]
      .filter(Boolean)
      .join("\n\n"),
  );
}

function pollLine(question: string, poll: string): string {
  const { answers } = JSON.parse(poll) as { answers: string[] };
  return [plainWords(question), ...answers.map((answer) => `    - ${plainWords(answer)}`)].join("\n");
}

function plainWords(words: string): string {
  return words.replace(/[\\[\]<>*_`#]/g, "\\$&").replace(/\s+/g, " ");
}
