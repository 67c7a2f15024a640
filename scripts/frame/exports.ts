import { wording } from "#app/models/faults.ts";
import { countOf } from "#app/models/fields.server.ts";
import type { BringBackFault, BroughtBack } from "#app/models/moving/bringBack.server.ts";
import type { ExportedSite, ExportFault } from "#app/models/moving/exportSite.server.ts";
import { wordSiteFault } from "#app/models/moving/words.server.ts";

/** Words why nothing was exported. */
export function exportFault(to: string, { error }: ExportFault): string {
  if (error === "not-empty") return `${to} is not empty. Name a new folder, or a new zip file.`;
  return `${to} is there already; it was left as it is.`;
}

/** Says what was exported, and which pictures were not to be had. */
export function exportWords(to: string, { files, pictures, missing }: ExportedSite): string {
  return [
    `${to}: ${countOf(files, "file")}, of which ${pictures} ${pictures === 1 ? "is a picture" : "are pictures"}.`,
    ...missing.map((name) => `Missing, because no place has it: ${name}`),
  ].join("\n");
}

const ownFaults = wording<Exclude<BringBackFault, Parameters<typeof wordSiteFault>[0]>>({
  "no-export": () => "That is no export of a site as JSON (npm run export-site -- --format json).",
  "not-set-up-anew": () =>
    "This installation is not empty. A site is brought back into a new database: npm run migrate, and nothing else before.",
  newer: ({ migration }) => `The export was made by a newer version (${migration}). Update this one first.`,
  damaged: ({ file }) => `The export is damaged, or was changed: ${file}.`,
});

/** Words why nothing was brought back. */
export function bringBackFault(fault: BringBackFault): string {
  return isOwn(fault) ? ownFaults(fault) : wordSiteFault(fault);
}

function isOwn(fault: BringBackFault): fault is Parameters<typeof ownFaults>[0] {
  return ["no-export", "not-set-up-anew", "newer", "damaged"].includes(fault.error);
}

/** Says what was brought back, and what to do next. */
export function broughtBackWords({ tables, missing }: BroughtBack): string {
  const { articles = 0, issues = 0, images = 0 } = tables;
  return [
    `Brought back: ${countOf(articles, "article")}, ${countOf(issues, "issue")}, ${countOf(images, "picture")}.`,
    ...missing.map((name) => `Missing in the export: ${name}`),
    "Now make an account (npm run create-editor) and bring your readers (docs/moving-in.md).",
  ].join("\n");
}
