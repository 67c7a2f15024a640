import { editorBlocks, type EditorBlock } from "./blocks.ts";
import { footnoteTool } from "./footnote.ts";
import { formatTools, helpTools, historyTools } from "./formats.ts";
import type { Tool } from "./tools.ts";

/** Returns the tools of the toolbar and of its menu, by group; without those for images where a text has none. */
export function toolGroups(images: boolean): Tool[][] {
  const ofBlocks = (group: string) => blockTools(images, group);
  return [
    historyTools,
    ofBlocks("headings"),
    formatTools,
    ofBlocks("blocks"),
    [...ofBlocks("insert"), footnoteTool],
    helpTools,
  ];
}

function blockTools(images: boolean, group?: string): Tool[] {
  return Object.values<EditorBlock>(editorBlocks).flatMap(({ tools }) =>
    tools && (images || !tools.needsImages) && (group === undefined || tools.group === group) ? tools.list : [],
  );
}

/** Returns the tools of the menu of blocks, in the order of the table. */
export function menuTools(images: boolean): Tool[] {
  return [...blockTools(images), footnoteTool];
}

/** The tools of the bar at selected words. */
export const selectionTools: Tool[] = [
  ...formatTools,
  ...blockTools(false, "headings").filter(({ rare }) => !rare),
  ...editorBlocks.blockquote.tools!.list,
];
