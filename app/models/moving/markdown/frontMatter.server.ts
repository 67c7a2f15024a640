import matter from "gray-matter";
import type { MoveNotice } from "../post.server.ts";

/** The front matter of a file and the text below it. Values are JSON's; `written`: each as it stands in the file. */
export type FrontMatter = {
  fields: Record<string, unknown>;
  /** The line of a field from 1, and its value as typed where it is on that line. */
  written: Map<string, { line: number; text: string }>;
  content: string;
  /** The line of the file on which the content begins, from 1. */
  firstLine: number;
  notices: MoveNotice[];
};

type Kind = "yaml" | "toml" | "json" | "code";
type Parted = { kind: Kind; text: string; content: string; offset: number };

/** In characters: a longer one is no front matter. */
const longest = 200_000;

/**
 * Parts a file into its front matter (YAML, TOML, JSON or metadata lines) and its content. Nothing is executed, and
 * what cannot be parsed is read line by line.
 * @param text with `\n` as line ends
 */
export async function readFrontMatter(text: string): Promise<FrontMatter> {
  const parted = part(text);
  if (!parted) return metadataLines(text);
  const { kind, text: front, content, offset } = parted;
  const written = linesOf(front, offset);
  const firstLine = lineEnds(text) - lineEnds(content) + 1;
  const rest = { written, content, firstLine };
  if (kind === "code" || front.length > longest)
    return { ...rest, fields: {}, notices: [{ what: "code-front-matter", line: 1, detail: "" }] };
  try {
    const parsed: unknown = await parsers[kind](front);
    if (parsed === null || parsed === undefined) return { ...rest, fields: {}, notices: [] };
    if (typeof parsed !== "object" || Array.isArray(parsed)) throw new Error("these are no keys and values");
    return { ...rest, fields: plain(parsed) as Record<string, unknown>, notices: [] };
  } catch (error) {
    const { reason, message, mark, line } = error as Error & {
      reason?: string;
      mark?: { line: number };
      line?: number;
    };
    const at = mark ? mark.line + 1 : (line ?? null);
    const detail = (reason ?? message).split("\n", 1)[0]!.slice(0, 200);
    return {
      ...rest,
      fields: Object.fromEntries([...written].map(([key, value]) => [key, unquoted(value.text)])),
      notices: [{ what: "broken-front-matter", line: at && at + offset - 1, detail }],
    };
  }
}

const parsers: Record<Exclude<Kind, "code">, (text: string) => unknown> = {
  // The only engine that it is given: it would run front matter that says it is JavaScript.
  yaml: (text) => matter(`---\n${text}\n---\n`, { language: "yaml", engines: {} }).data,
  toml: async (text) => (await import("smol-toml")).parse(text),
  json: (text) => JSON.parse(text) as unknown,
};

function part(text: string): Parted | null {
  const [, mark, name = "", ended] = /^(---|\+\+\+|;;;)[ \t]*([\w-]*)[ \t]*(\n|$)/.exec(text) ?? [];
  if (mark && ended !== undefined) {
    const start = text.indexOf("\n") + 1;
    const close = new RegExp(`^(?:${mark === "---" ? "---|\\.\\.\\." : escapedMark(mark)})[ \\t]*(?:\\n|$)`, "gm");
    close.lastIndex = start || text.length;
    const end = start ? close.exec(text) : null;
    if (!end) return null;
    const kind = mark === "+++" ? "toml" : mark === ";;;" ? "json" : kindOf(name);
    return { kind, text: text.slice(start, end.index), content: text.slice(end.index + end[0].length), offset: 2 };
  }
  if (!/^\{\s*("|\})/.test(text)) return null;
  const end = /^\}[ \t]*(?:\n|$)/m.exec(text);
  if (!end) return null;
  const stop = end.index + 1;
  return { kind: "json", text: text.slice(0, stop), content: text.slice(end.index + end[0].length), offset: 1 };
}

function escapedMark(mark: string): string {
  return mark.replace(/\+/g, "\\+");
}

function kindOf(name: string): Kind {
  if (/^(ya?ml)?$/i.test(name)) return "yaml";
  return /^toml$/i.test(name) ? "toml" : /^json5?$/i.test(name) ? "json" : "code";
}

/** Pelican's and MultiMarkdown's: `Title: …` from the first line on, up to an empty one. */
function metadataLines(text: string): FrontMatter {
  const none = { fields: {}, written: new Map(), content: text, firstLine: 1, notices: [] };
  const [, block] =
    /^((?:[A-Za-z][\w -]{0,30}:[ \t]+\S.*\n(?:[ \t]{2,}\S.*\n)*)+)(?=\s*\n|\s*$)/.exec(`${text}\n`) ?? [];
  if (!block || !/^(title|date|slug|author|authors|category|tags):/im.test(block)) return none;
  const lines = linesOf(block, 1);
  const fields = Object.fromEntries([...lines].map(([key, value]) => [key.toLowerCase(), value.text]));
  const content = text.slice(block.length);
  return { ...none, fields, written: lowered(lines), content, firstLine: lineEnds(text) - lineEnds(content) + 1 };
}

function lowered(lines: FrontMatter["written"]): FrontMatter["written"] {
  return new Map([...lines].map(([key, value]) => [key.toLowerCase(), value]));
}

/** The lines of keys at the left rim; `offset`: the line of the file on which the text begins. */
function linesOf(text: string, offset: number): FrontMatter["written"] {
  const found: FrontMatter["written"] = new Map();
  text.split("\n").forEach((line, i) => {
    const [, key, value] = /^\s{0,2}"?([\p{L}_][\p{L}\p{N}_. -]{0,60}?)"?[ \t]*[:=][ \t]*(.*)$/u.exec(line) ?? [];
    if (key && !found.has(key)) found.set(key, { line: i + offset, text: value!.replace(/,$/, "").trim() });
  });
  return found;
}

function unquoted(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, "$2");
}

/** Values taken at most: aliases of YAML may name one list a million times. */
const mostValues = 5000;

/** Makes JSON of what a parser gave: dates as text, no value twice by reference, and no end beyond a measure. */
function plain(value: unknown): unknown {
  let left = mostValues;
  const copy = (one: unknown, depth: number): unknown => {
    left -= 1;
    if (left < 0 || depth > 8) throw new Error("it has too many values");
    if (one instanceof Date) return Number.isNaN(one.getTime()) ? "" : one.toISOString();
    if (typeof one === "bigint") return String(one);
    if (Array.isArray(one)) return one.map((inner) => copy(inner, depth + 1));
    if (typeof one === "object" && one !== null)
      return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, copy(inner, depth + 1)]));
    return typeof one === "function" || one === undefined ? null : one;
  };
  return copy(value, 0);
}

function lineEnds(text: string): number {
  return text.split("\n").length;
}
