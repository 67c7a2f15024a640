import { z } from "zod";
import { emptyBody, type Body } from "#app/models/body.ts";
import { bodyFromMarkdown, type MarkdownFault } from "#app/models/markdown.server.ts";
import type { SectionRule } from "#app/models/sections.ts";
import { displays, type Display } from "./issueInput.server.ts";

/** An article by its slug, or a short item. */
export type OrderedPiece = { slug: string; display: Display } | { text: string; url: string; source: string };

type OrderedSection = { heading: string; text: Body; rule: SectionRule | null; pieces: OrderedPiece[] };

/** A fault about how articles are shown. */
export type DisplayFault =
  | { error: "not-among-articles"; slug: string }
  | { error: "no-display"; option: "articles" | "show" | "sections"; item: string }
  | { error: "no-show"; item: string };

/** A fault of a file of sections. `at`: the section, from 1. */
export type OrderedSectionFault =
  { error: "unfit-sections"; path: string; why: string } | { error: "section-text"; at: number; fault: MarkdownFault };

const item = z.strictObject({ text: z.string().min(1), url: z.string().default(""), source: z.string().default("") });

/** A file of sections, as `create-issue --sections` reads it; `text` is Markdown. */
const sectionsFile = z
  .array(
    z.strictObject({
      heading: z.string().default(""),
      text: z.string().default(""),
      rule: z.strictObject({ topic: z.string().min(1), count: z.number().int().min(1) }).optional(),
      pieces: z.array(z.union([z.string().min(1), item])).default([]),
    }),
  )
  .min(1);

type Order = { articles: string[]; show?: string; sections?: unknown };
type Ordered = { sections: OrderedSection[]; faults: (DisplayFault | OrderedSectionFault)[] };

/** Returns the sections of an order: those of its file, or one with its articles. `summary` where nothing says how they are shown. */
export function orderedSections(order: Order): Ordered {
  if (order.sections === undefined) {
    const { articles, faults } = displaysOf(order);
    return { sections: [{ heading: "", text: emptyBody, rule: null, pieces: articles }], faults };
  }
  const read = sectionsFile.safeParse(order.sections);
  if (!read.success)
    return {
      sections: [],
      faults: read.error.issues.map(({ path, message: why }) => ({
        error: "unfit-sections",
        path: path.join("."),
        why,
      })),
    };
  const faults: Ordered["faults"] = [];
  const sections = read.data.map(({ heading, text, rule, pieces }, i): OrderedSection => {
    const body = bodyFromMarkdown(text);
    if ("error" in body) faults.push({ error: "section-text", at: i + 1, fault: body });
    const read = pieces.map((piece): OrderedPiece => {
      if (typeof piece !== "string") return piece;
      const { slug, display } = parseArticle("sections", piece, faults);
      return { slug, display: display ?? "summary" };
    });
    return { heading, text: "error" in body ? emptyBody : body.body, rule: rule ?? null, pieces: read };
  });
  return { sections, faults };
}

/** Returns the slugs of the articles of sections. */
export function slugsOf(sections: OrderedSection[]): string[] {
  return sections.flatMap(({ pieces }) => pieces.flatMap((piece) => ("slug" in piece ? [piece.slug] : [])));
}

const isDisplay = (word: string): word is Display => (displays as string[]).includes(word);

function parseArticle(
  option: "articles" | "show" | "sections",
  item: string,
  faults: (DisplayFault | OrderedSectionFault)[],
): { slug: string; display: Display | null } {
  const at = item.indexOf(":");
  const [slug, display] = at < 0 ? [item.trim(), ""] : [item.slice(0, at).trim(), item.slice(at + 1).trim()];
  if (at >= 0 && !isDisplay(display)) faults.push({ error: "no-display", option, item });
  return { slug, display: isDisplay(display) ? display : null };
}

/** Returns each article's display; `summary` where none is given. */
function displaysOf({ articles: ordered, show = "" }: Order) {
  const faults: DisplayFault[] = [];
  const listed = ordered.map((item) => parseArticle("articles", item, faults));
  let others: Display = "summary";
  for (const item of show.split(",").map((one) => one.trim())) {
    if (item === "") continue;
    if (isDisplay(item)) others = item;
    else {
      const { slug, display } = parseArticle("show", item, faults);
      const article = listed.find((one) => one.slug === slug);
      if (!item.includes(":")) faults.push({ error: "no-show", item });
      else if (!article) faults.push({ error: "not-among-articles", slug });
      else article.display = display;
    }
  }
  return { articles: listed.map(({ slug, display }) => ({ slug, display: display ?? others })), faults };
}
