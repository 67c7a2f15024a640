import type { Context } from "#app/context.server.ts";
import { inTransaction } from "#app/context.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { bodyLength, picturesIn } from "#app/models/body.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { articleSchema, type Article, type ArticleInput } from "./articles.server.ts";
import { embargoAfter } from "./embargo.server.ts";
import type { SheetInput } from "./sheets.server.ts";

/** `required`: nothing is published without; `wanted`: who publishes is told; `off`: nobody asks. */
export const checkLevels = ["required", "wanted", "off"] as const;
export type CheckLevel = (typeof checkLevels)[number];

type Check = {
  /** The name of the thing that it asks for, at the settings. */
  name: string;
  /** The sentence where that is missing. */
  says: string;
  /** The field of the form that it is about. */
  field: string;
  /** Its level until somebody chooses another one. */
  usual: CheckLevel;
  /** True where the site cannot do without: its level cannot be changed. */
  isFixed?: true;
  isMissing: (sheet: SheetInput) => boolean;
};

/** Every check of an article before its publication. A new one is an entry here. */
export const articleChecks = {
  headline: {
    name: "A headline",
    says: "Give the article a headline.",
    field: "headline",
    usual: "required",
    isFixed: true,
    isMissing: ({ headline }) => headline.trim() === "",
  },
  alt: {
    name: "A description of the lead picture",
    says: "Describe the picture for those who cannot see it.",
    field: "imageAlt",
    usual: "required",
    isFixed: true,
    isMissing: ({ imageId, imageAlt }) => imageId !== null && imageAlt.trim() === "",
  },
  dek: {
    name: "A dek",
    says: "Say below the headline why it matters.",
    field: "dek",
    usual: "wanted",
    isMissing: ({ dek }) => dek.trim() === "",
  },
  text: {
    name: "A text",
    says: "Write the text.",
    field: "body",
    usual: "wanted",
    isMissing: ({ body }) => bodyLength(body).words === 0,
  },
  sources: {
    name: "A source",
    says: "Name a source.",
    field: "sources",
    usual: "wanted",
    isMissing: ({ sources }) => sources.length === 0,
  },
  pictures: {
    name: "A description of every picture in the text",
    says: "Describe the pictures in the text for those who cannot see them.",
    field: "body",
    usual: "wanted",
    isMissing: ({ body }) => picturesIn(body).some(({ alt }) => alt.trim() === ""),
  },
  credit: {
    name: "A credit of the lead picture",
    says: "Say who made the picture.",
    field: "imageCredit",
    usual: "wanted",
    isMissing: ({ imageId, imageCredit }) => imageId !== null && imageCredit.trim() === "",
  },
  byline: {
    name: "A byline",
    says: "Say who wrote it.",
    field: "byline",
    usual: "off",
    isMissing: ({ byline }) => byline.trim() === "",
  },
  image: {
    name: "A lead picture",
    says: "Choose a lead picture.",
    field: "imageId",
    usual: "off",
    isMissing: ({ imageId }) => imageId === null,
  },
  topics: {
    name: "A topic",
    says: "Choose a topic.",
    field: "topics",
    usual: "off",
    isMissing: ({ topics }) => topics.length === 0,
  },
} satisfies Record<string, Check>;

export type CheckName = keyof typeof articleChecks;
const all = Object.entries(articleChecks) as [CheckName, Check][];

/** The level of every check. */
export type CheckLevels = Record<CheckName, CheckLevel>;

/** Returns the level of every check, as the briefing chose them. */
export async function checkLevelsOf({ db }: Context): Promise<CheckLevels> {
  const rows = await db.selectFrom("article_checks").select(["name", "level"]).execute();
  const chosen = new Map(rows.map(({ name, level }) => [name, level]));
  const levelOf = (name: CheckName, { isFixed, usual }: Check) => (isFixed ? usual : (chosen.get(name) ?? usual));
  return Object.fromEntries(all.map(([name, check]) => [name, levelOf(name, check)])) as CheckLevels;
}

/** Saves the levels of checks; those that are fixed, or not given, stay. @param actor who chose them */
export async function saveCheckLevels(
  context: Context,
  actor: string,
  levels: Partial<Record<CheckName, CheckLevel>>,
): Promise<void> {
  await inTransaction(context, async (context) => {
    for (const [name, { isFixed }] of all) {
      const level = levels[name];
      if (isFixed || !level) continue;
      await context.db
        .insertInto("article_checks")
        .values({ name, level })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ level }))
        .execute();
    }
    await logAction(context, actor, "settings-saved", "checks");
  });
}

/** Returns what an article lacks of what a publication asks for, like `a source`. */
export function missingFrom({ image, ...article }: Article, levels: CheckLevels): string[] {
  const sheet = { ...article, imageId: image?.id ?? null };
  const lacking = all.filter(([name, { isMissing }]) => levels[name] !== "off" && isMissing(sheet));
  return lacking.map(([, { name }]) => name[0]!.toLowerCase() + name.slice(1));
}

/** Sentences by field of the form, like `sources[1].url`. */
export type FieldLacks = Record<string, string[]>;

/** The lacks of a sheet: `required` before it can be published, `wanted` all the same. */
export type Review = { required: FieldLacks; wanted: FieldLacks };

/**
 * Compares a sheet with what a publication asks for.
 * @param at when it would be published, in milliseconds: an embargo must be over
 * @returns its review, with the article where nothing required is missing
 */
export async function reviewArticle(
  context: Context,
  sheet: SheetInput,
  at = context.clock(),
): Promise<Review & { article: ArticleInput | null }> {
  const levels = await checkLevelsOf(context);
  const parsed = articleSchema.safeParse({ ...sheet, body: JSON.stringify(sheet.body) });
  const [required, wanted]: FieldLacks[] = [{}, {}];
  for (const { path, message } of parsed.error?.issues ?? []) add(required!, fieldOf(path), message);
  for (const [name, { field, says, isMissing }] of all) {
    if (levels[name] === "off" || !isMissing(sheet)) continue;
    add(levels[name] === "required" ? required! : wanted!, field, says);
  }
  const until = embargoAfter(sheet.embargo, at, await timeZoneOf(context));
  if (until) add(required!, "embargo", `It is under embargo until ${until}.`);
  const isReady = Object.keys(required!).length === 0;
  return { required: required!, wanted: wanted!, article: isReady && parsed.success ? parsed.data : null };
}

function add(lacks: FieldLacks, field: string, says: string): void {
  const said = (lacks[field] ??= []);
  if (!said.includes(says)) said.push(says);
}

function fieldOf(path: PropertyKey[]): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : `${i ? "." : ""}${String(part)}`)).join("");
}
