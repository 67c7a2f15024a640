import { hash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mailLanguage, type MailLanguage } from "./language.server.ts";
import { sourceOf, type MarkupPiece } from "./markup.server.ts";

/** `{{name}}`, with the spaces that the formatter adds. */
const slot = /\{\{ ?(\w+) ?\}\}/g;

type TemplateName = "issue" | "welcome" | "ask";
/** The MJML sources, their compiled forms so far, and the project's folder, where a build has left those of all. */
export type Templates = { sources: Record<TemplateName, string>; compiled: Map<string, Promise<string>>; root: string };

/** A mail template that cannot be used, in a sentence for the operator. */
class TemplateFault extends Error {
  override name = "TemplateFault";
}

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

/**
 * Compiles every template for both directions of writing, for all processes (scripts/build.mjs).
 * @param folder where to, from the current one
 */
export async function buildTemplates({ sources, root }: Templates, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const name of Object.keys(sources) as TemplateName[])
    for (const language of [mailLanguage("en"), mailLanguage("ar")]) {
      const mjml = laidOut(sources[name], language);
      const html = await toHtml(name, mjml);
      const built: BuiltTemplate = { sha256: hash("sha256", html), html };
      writeFileSync(join(folder, builtName(root, mjml)), JSON.stringify(built));
    }
}

/** A damaged file, as power that fails may leave, would go to a whole list, so it tells the sum of its own content. */
type BuiltTemplate = { sha256: string; html: string };

const builtFolder = join("build", "mails");

/** Named by all that it is made of, so that a template that was changed is compiled again. */
function builtName(root: string, mjml: string): string {
  const { version } = JSON.parse(readFileSync(join(root, "node_modules", "mjml", "package.json"), "utf8")) as {
    version: string;
  };
  return `${hash("sha256", `${version}\n${mjml}`)}.json`;
}

/** @returns null when there is none, or it is damaged */
function readBuilt(root: string, mjml: string): string | null {
  try {
    const { sha256, html } = JSON.parse(
      readFileSync(join(root, builtFolder, builtName(root, mjml)), "utf8"),
    ) as BuiltTemplate;
    return hash("sha256", html) === sha256 ? html : null;
  } catch {
    return null;
  }
}

/**
 * Fills a template's slots. MJML sanitises nothing, so it gets the template only, never content (M-01).
 * @param slots by name: strings are escaped, markup is not, and values are never searched for slots
 * @throws TemplateFault when the template is not strictly valid MJML (M-02), or has a slot that is not given
 */
export async function renderTemplate(
  templates: Templates,
  name: TemplateName,
  language: MailLanguage,
  slots: Record<string, MarkupPiece>,
): Promise<string> {
  const frame = await compiledFrame(templates, name, language);
  return fillSlots(name, frame, { ...slots, lang: language.tag });
}

function compiledFrame(templates: Templates, name: TemplateName, language: MailLanguage): Promise<string> {
  const key = `${name} ${language.direction}`;
  const known = templates.compiled.get(key);
  if (known) return known;
  const frame = compile(templates.root, name, laidOut(templates.sources[name], language));
  templates.compiled.set(key, frame);
  // A package that was missing may be back for the next mail.
  frame.catch(() => templates.compiled.delete(key));
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

async function compile(root: string, name: TemplateName, mjml: string): Promise<string> {
  return readBuilt(root, mjml) ?? toHtml(name, mjml);
}

/** Named by its file: Node remembers for a process's life that the package of a bare name was not there. */
const compiler: string = "mjml/lib/index.js";

async function toHtml(name: TemplateName, mjml: string): Promise<string> {
  try {
    // Loading takes half a second, which only a process that compiles should spend.
    const { default: mjml2html } = (await import(compiler)) as { default: typeof import("mjml") };
    const { html } = await mjml2html(mjml, {
      validationLevel: "strict",
      fonts: {},
      keepComments: true,
      ignoreIncludes: true,
      minify: false,
    });
    return dropIndentation(html);
  } catch (error) {
    throw new TemplateFault(`The mail template ${pathOf(name)} cannot be compiled: ${String(error)}`, { cause: error });
  }
}

function pathOf(name: TemplateName): string {
  return `emails/render/${name}.mjml`;
}

/** A quarter of MJML's output is indentation (M-08). */
function dropIndentation(html: string): string {
  return `${html
    .replace(/[ \t]*\n\s*/g, "\n")
    .replace(/<(\w+)\n/g, "<$1 ")
    .replace(/\n>/g, ">")
    .trim()}\n`;
}

function fillSlots(template: TemplateName, frame: string, slots: Record<string, MarkupPiece>): string {
  return frame.replace(slot, (_, name: string) => {
    const piece = Object.hasOwn(slots, name) ? slots[name] : undefined;
    if (piece === undefined)
      throw new TemplateFault(
        `The mail template ${pathOf(template)} has a slot {{${name}}} that nothing fills. ` +
          "Correct its name, or put the file back as it came with Pressrun.",
      );
    return sourceOf(piece);
  });
}
