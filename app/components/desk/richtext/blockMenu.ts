import type { Editor } from "@tiptap/core";
import { Plugin, PluginKey, type EditorState } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import type { Tool } from "./tools.ts";

/** The menu that a slash at the start of a paragraph opens. */
export type BlockMenuState = {
  /** Where the slash stands. */
  from: number;
  /** The tools that fit the words behind it; without any, the menu is not shown and waits. */
  found: Tool[];
  /** The index of the chosen one. */
  active: number;
};

export const blockMenu = new PluginKey<BlockMenuState | null>("blockMenu");

/** Returns the tools that have all words of a query at the start of theirs, those by their name first. */
export function matchingTools(tools: Tool[], query: string): Tool[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (words: string) => {
    const all = words.toLowerCase().split(/\s+/);
    return wanted.every((one) => all.some((word) => word.startsWith(one)));
  };
  const byName = tools.filter(({ name }) => has(name));
  return [...byName, ...tools.filter((tool) => !byName.includes(tool) && has(`${tool.name} ${tool.words ?? ""}`))];
}

/** Removes the slash and the words behind it, and does what the tool does. */
type ChooseBlock = (tool: Tool, from: number) => void;

/** Opens the menu, and gives it the keys; `id` names its list, whose options are `id-0`, `id-1` and so on. */
export function blockMenuPlugin(editor: Editor, tools: Tool[], id: string, choose: ChooseBlock) {
  return new Plugin<BlockMenuState | null>({
    key: blockMenu,
    state: {
      init: () => null,
      apply: (tr, open, _before, state) => {
        const meta = tr.getMeta(blockMenu) as { close: true } | { active: number } | undefined;
        if (meta) return open && "active" in meta ? { ...open, active: meta.active } : null;
        const text = textBefore(state);
        if (!text?.startsWith("/") || text.length > 30 || !(open || (tr.docChanged && text === "/"))) return null;
        if (open && !tr.docChanged) return open;
        return { from: state.selection.from - text.length, found: matchingTools(tools, text.slice(1)), active: 0 };
      },
    },
    props: {
      attributes: (state): Record<string, string> => {
        const open = blockMenu.getState(state);
        if (!open?.found.length) return {};
        return { "aria-controls": id, "aria-haspopup": "listbox", "aria-activedescendant": `${id}-${open.active}` };
      },
      handleKeyDown: (view, event) => {
        const open = blockMenu.getState(view.state);
        const isKey = open !== null && open !== undefined && open.found.length > 0 && keyOf(view, event, open, choose);
        // Escape closes the menu alone.
        if (isKey) event.stopPropagation();
        return isKey;
      },
      handleDOMEvents: {
        blur: () => {
          if (blockMenu.getState(editor.state))
            editor.view.dispatch(editor.state.tr.setMeta(blockMenu, { close: true }));
          return false;
        },
      },
    },
  });
}

/** @returns true for a key of the menu */
function keyOf(view: EditorView, event: KeyboardEvent, open: BlockMenuState, choose: ChooseBlock): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const { found, active, from } = open;
  const go = (index: number) =>
    view.dispatch(view.state.tr.setMeta(blockMenu, { active: (index + found.length) % found.length }));
  if (event.key === "ArrowDown") go(active + 1);
  else if (event.key === "ArrowUp") go(active - 1);
  else if (event.key === "Escape") view.dispatch(view.state.tr.setMeta(blockMenu, { close: true }));
  else if (event.key === "Enter" || event.key === "Tab") choose(found[active]!, from);
  else return false;
  return true;
}

/** The words of a paragraph before the caret; null elsewhere. */
function textBefore({ selection }: EditorState): string | null {
  const { $from, empty } = selection;
  if (!empty || $from.parent.type.name !== "paragraph") return null;
  return $from.parent.textBetween(0, $from.parentOffset, null, "\ufffc");
}
