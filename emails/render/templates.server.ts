import { hash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mailLanguage, type MailLanguage } from "./language.server.ts";
import { sourceOf, type MarkupPiece } from "./markup.server.ts";

/** `{{name}}`, with the spaces that the formatter adds. */
const slot = /\{\{ ?(\w+) ?\}\}/g;

type TemplateName = "issue" | "welcome" | "ask";
/** The MJML sources, their compiled forms so far, and the project's folder, where a build has left those of all. */
export type Templates = { sources: Record<TemplateName, string>; compiled: Map<string, Promise<string>>; root: string };

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
  return { sources, compiled: new Map(), root };
}

/** Compiles every template for both directions of writing, and leaves them for all processes (scripts/build.mjs). */
export async function buildTemplates({ sources, root }: Templates): Promise<void> {
  const folder = join(root, builtFolder);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const source of Object.values(sources))
    for (const language of [mailLanguage("en"), mailLanguage("ar")]) {
      const mjml = laidOut(source, language);
      writeFileSync(builtFile(root, mjml), await toHtml(mjml));
    }
}

const builtFolder = join("build", "mails");

/** Named by all that it is made of, so that a template that was changed is compiled again. */
function builtFile(root: string, mjml: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "node_modules", "mjml", "package.json"), "utf8")) as {
    version: string;
  };
  return join(root, builtFolder, `${hash("sha256", `${version}\n${mjml}`)}.html`);
}

function readBuilt(root: string, mjml: string): string | null {
  try {
    return readFileSync(builtFile(root, mjml), "utf8");
  } catch {
    return null;
  }
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
  const frame = templates.compiled.get(key) ?? compile(templates.root, laidOut(templates.sources[name], language));
  templates.compiled.set(key, frame);
  return frame;
}

/** MJML validates alignments, so these slots are filled before; all others after. */
function laidOut(source: string, { direction, start }: MailLanguage): string {
  const latin = direction === "ltr";
  const layout = new Map([
    ["dir", direction],
    ["start", start],
    ["tight", latin ? "-0.5px" : "0px"],
    ["slant", latin ? "italic" : "normal"],
  ]);
  return source.replace(slot, (whole, name: string) => layout.get(name) ?? whole);
}

async function compile(root: string, mjml: string): Promise<string> {
  return readBuilt(root, mjml) ?? toHtml(mjml);
}

async function toHtml(mjml: string): Promise<string> {
  // Loading takes half a second, which only a process that compiles should spend.
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
