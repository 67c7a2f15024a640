import { readFileSync } from "node:fs";
import { join } from "node:path";
import { builtFrame, frameKey } from "./frames.server.ts";
import type { MailLanguage } from "./language.server.ts";
import { sourceOf, type MarkupPiece } from "./markup.server.ts";

/** `{{name}}`, with the spaces that the formatter adds. */
const slot = /\{\{ ?(\w+) ?\}\}/g;

type TemplateName = "issue" | "welcome" | "ask";
/** The MJML sources, and their compiled forms so far. */
export type Templates = { sources: Record<TemplateName, string>; compiled: Map<string, Promise<string>> };

/**
 * Reads the mail templates.
 * @param root the project's folder, because bundling moves this module
 * @throws when one is missing
 */
export function loadTemplates(root = process.cwd()): Templates {
  const read = (name: string) => readFileSync(join(root, "emails", "render", `${name}.mjml`), "utf8");
  const source = (name: string) => read(name).replace(/\{\{ head \}\}/, () => read("head"));
  const sources = {
    issue: source("issue"),
    welcome: source("welcome"),
    ask: source("ask"),
  };
  return { sources, compiled: new Map() };
}

/**
 * Fills a template's slots. MJML sanitises nothing, so it gets the template only, never content (M-01).
 * @param slots by name: strings are escaped, markup is not, and values are never searched for slots
 * @throws when the template is not strictly valid MJML (M-02), or has a slot that is not given
 */
export async function renderTemplate(
  templates: Templates,
  name: TemplateName,
  language: MailLanguage,
  slots: Record<string, MarkupPiece>,
): Promise<string> {
  const frame = await compiledFrame(templates, name, language);
  return fillSlots(frame, { ...slots, lang: language.tag });
}

function compiledFrame(templates: Templates, name: TemplateName, language: MailLanguage): Promise<string> {
  const key = `${name} ${language.direction}`;
  const frame = templates.compiled.get(key) ?? madeFrame(mjmlOf(templates.sources[name], language));
  templates.compiled.set(key, frame);
  return frame;
}

async function madeFrame(mjml: string): Promise<string> {
  return builtFrame(mjml) ?? compile(mjml);
}

/** Compiles all templates in both directions, for the build. @returns the frames, by `frameKey` */
export async function compiledFrames({ sources }: Templates): Promise<Record<string, string>> {
  const directions = [
    { direction: "ltr", start: "left" },
    { direction: "rtl", start: "right" },
  ] as const;
  const all = Object.values(sources).flatMap((source) => directions.map((layout) => mjmlOf(source, layout)));
  return Object.fromEntries(await Promise.all(all.map(async (mjml) => [frameKey(mjml), await compile(mjml)] as const)));
}

function mjmlOf(source: string, { direction, start }: Pick<MailLanguage, "direction" | "start">): string {
  // MJML validates alignments, so these slots are filled before; all others after.
  const latin = direction === "ltr";
  const layout = new Map([
    ["dir", direction],
    ["start", start],
    ["tight", latin ? "-0.5px" : "0px"],
    ["slant", latin ? "italic" : "normal"],
  ]);
  return source.replace(slot, (whole, name: string) => layout.get(name) ?? whole);
}

async function compile(mjml: string): Promise<string> {
  // Loading takes half a second, which only a process that renders should spend.
  const { default: mjml2html } = await import("mjml");
  const { html } = await mjml2html(mjml, {
    validationLevel: "strict",
    fonts: {},
    keepComments: true,
    ignoreIncludes: true,
    minify: false,
  });
  return dropIndentation(html);
}

/** A quarter of MJML's output is indentation (M-08). */
function dropIndentation(html: string): string {
  return `${html
    .replace(/[ \t]*\n\s*/g, "\n")
    .replace(/<(\w+)\n/g, "<$1 ")
    .replace(/\n>/g, ">")
    .trim()}\n`;
}

function fillSlots(frame: string, slots: Record<string, MarkupPiece>): string {
  return frame.replace(slot, (_, name: string) => {
    const piece = Object.hasOwn(slots, name) ? slots[name] : undefined;
    if (piece === undefined) throw new Error(`the template has a slot {{${name}}} that nothing fills`);
    return sourceOf(piece);
  });
}
