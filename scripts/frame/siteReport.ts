import { writeFile } from "node:fs/promises";
import { countOf } from "#app/models/fields.server.ts";
import type { Became, Moved, MovedFile } from "#app/models/moving/moves.server.ts";
import type { MoveNotice } from "#app/models/moving/post.server.ts";
import { sources } from "#app/models/moving/sources.server.ts";
import { becameWords, wordMoveNotice } from "#app/models/moving/words.server.ts";
import { typedPath } from "./environment.ts";
import { CommandFault } from "./faults.ts";
import { seen } from "./importFaults.ts";
import { table } from "./terminal.ts";

/** Notices that are the same in file after file are said once, with the number of files. */
const saidOnce = new Set<MoveNotice["what"]>(["unknown-field"]);
const shown = 40;

/**
 * Words a move for people: the counts, and what was left out, file by file.
 * @param how `report`: the file for all of it, which must not be there yet; without it the first forty are shown
 * @throws CommandFault when the report cannot be written
 */
export async function siteReport(
  moved: Moved,
  files: MovedFile[],
  { dryRun, report }: { dryRun: boolean; report: string | undefined },
): Promise<string> {
  const kinds = Object.entries(moved.counts) as [Became, number][];
  const head = [
    `${sources[moved.source].name}${dryRun ? ", if it were imported now (nothing has been):" : ":"}`,
    table([
      ...kinds.map(([became, count]) => [becameWords[became], count] as [string, number]),
      ["files", files.length],
    ]),
    moved.fetched > 0 && `${countOf(moved.fetched, "picture")} ${dryRun ? "would come" : "came"} from the web.`,
    ...fieldLines(files),
    ...addressLines(moved),
  ].filter(Boolean);
  const told = files.filter(({ notices }) => notices.some(({ what }) => !saidOnce.has(what)));
  if (report !== undefined) await writeReport(report, [...head, "", ...files.map(fileLines)].join("\n"));
  const first = told.slice(0, shown).map(fileLines);
  const more = told.length > shown ? `… and ${told.length - shown} more; --report FILE has all.` : "";
  return [...head, ...(told.length > 0 ? ["", "Left out or changed:"] : []), ...first, more]
    .filter((one) => one !== "" || told.length > 0)
    .join("\n")
    .trimEnd();
}

/** The same for programs. */
export function siteSums({ counts, ...sums }: Moved, files: MovedFile[]) {
  const each = files.map(({ notices, ...file }) => ({
    ...file,
    notices: notices.map((notice) => ({ ...notice, message: wordMoveNotice(notice) })),
  }));
  return { ...sums, counts, files: each };
}

function fileLines({ path, became, slug, notices }: MovedFile): string {
  const lines = notices
    .filter(({ what }) => !saidOnce.has(what))
    .map((notice) => `    ${seen(wordMoveNotice(notice))}`);
  return [`${seen(path)}: ${slug ? `${became}, /articles/${slug}` : becameWords[became]}`, ...lines].join("\n");
}

function fieldLines(files: MovedFile[]): string[] {
  const counts = new Map<string, number>();
  for (const { notices } of files)
    for (const { what, detail } of notices) if (saidOnce.has(what)) counts.set(detail, (counts.get(detail) ?? 0) + 1);
  if (counts.size === 0) return [];
  const names = [...counts].map(([name, count]) => `${seen(name)} (${count})`);
  return [`Fields that articles here do not have, kept with them: ${names.join(", ")}`];
}

function addressLines({ redirects, taken, linked }: Moved): string[] {
  const first = linked.slice(0, 10).map(({ path, links }) => `${seen(path)} (${links})`);
  return [
    redirects > 0 ? `${countOf(redirects, "former address leads", "former addresses lead")} to the articles.` : "",
    taken.length > 0 ? `Something else has these addresses already: ${taken.slice(0, 10).map(seen).join(", ")}` : "",
    first.length > 0
      ? `Links lead to ${countOf(linked.length, "page")} of the former site that did not move in: ${first.join(", ")}${linked.length > 10 ? ", …" : ""}`
      : "",
  ];
}

async function writeReport(file: string, words: string): Promise<void> {
  try {
    await writeFile(typedPath(file), `${words}\n`, { flag: "wx" });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFault(code === "EEXIST" ? `${file} is there already.` : `${file} cannot be written (${code}).`);
  }
}
