import { editorBlocks, type EditorBlock } from "./blocks.ts";
import { formatTools, helpTools, historyTools } from "./formats.ts";
import type { Tool } from "./tools.ts";

/** Returns the tools of the toolbar and of its menu, by group; without those for images where a text has none. */
export function toolGroups(images: boolean): Tool[][] {
  const ofBlocks = (group: string) =>
    Object.values<EditorBlock>(editorBlocks).flatMap(({ tools }) =>
      tools?.group === group && (images || !tools.needsImages) ? tools.list : [],
    );
  return [historyTools, ofBlocks("headings"), formatTools, ofBlocks("blocks"), ofBlocks("insert"), helpTools];
}
