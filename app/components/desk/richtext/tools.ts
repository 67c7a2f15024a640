import type { Editor } from "@tiptap/core";
import type { Chart } from "#app/models/charts.ts";
import type { LinkCard } from "#app/models/linkCards.ts";

/** Opens what a tool asks with. */
export type ToolDialogs = {
  link: () => void;
  image: () => void;
  /** @param card the one that changes; null for a new one */
  card: (card: LinkCard | null) => void;
  /** @param chart the one that changes; null for a new one */
  chart: (chart: Chart | null) => void;
  /** Asks for a Word or Markdown file. */
  file: () => void;
  shortcuts: () => void;
  find: (replaces: boolean) => void;
};

/** One thing to do with a text: a button of a bar, an entry of a menu, and a line in the sheet of shortcuts. */
export type Tool = {
  /** Path of its drawing, in a square of 24 units. */
  icon: string;
  name: string;
  keys?: string;
  /** Signs that are typed for it, as the sheet of shortcuts says them. */
  typed?: string;
  /** Other words by which the menu of blocks finds it. */
  words?: string;
  /** True for a tool that stands in the menu behind the row. */
  rare?: true;
  /** True when the cursor is inside its format; absent for tools without a state. */
  on?: (editor: Editor) => boolean;
  can?: (editor: Editor) => boolean;
  run: (editor: Editor, dialogs: ToolDialogs) => void;
};

/** True on Apple's keyboards. Called in the browser only: the editor is not rendered on the server. */
export function isMac(): boolean {
  return typeof navigator !== "undefined" && /mac|iphone|ipad/i.test(navigator.platform);
}

/** On a Mac, Alt and Shift with an arrow select words: there, Ctrl stands in for Alt. */
function keysHere(keys: string): string {
  return isMac() ? keys.replace("Alt+Shift", "Control+Shift") : keys;
}

/** Returns a tool's keys as `aria-keyshortcuts` wants them. */
export function ariaKeys(keys: string): string {
  return keysHere(keys).replace("Mod", isMac() ? "Meta" : "Control");
}

/** Returns a tool's keys as they stand on the keyboard. */
export function spelledKeys(keys: string): string {
  const arrows: Record<string, string> = { ArrowDown: "↓", ArrowUp: "↑", ArrowRight: "→", ArrowLeft: "←" };
  const spelled = keysHere(keys).replace(/Arrow\w+/, (name) => arrows[name] ?? name);
  if (!isMac()) return spelled.replace("Mod", "Ctrl");
  const signs: Record<string, string> = { Mod: "⌘", Alt: "⌥", Shift: "⇧", Control: "⌃", Backspace: "⌫", Delete: "⌦" };
  return spelled
    .split("+")
    .map((key) => signs[key] ?? key)
    .join("");
}
