import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Button } from "#app/components/desk/kit.tsx";
import { editorBlocks, type EditorBlock } from "./blocks.ts";
import { toolGroups } from "./toolGroups.ts";
import { spelledKeys, type Tool } from "./tools.ts";

type Shortcut = [what: string, keys: string | undefined, typed?: string];

const blocks = Object.values<EditorBlock>(editorBlocks);

/** Keys that belong to no tool. */
const otherKeys: Shortcut[] = [
  ["Menu of blocks", undefined, "/ at the start of a paragraph, then a name, and Enter"],
  ["Task of a list, open or done", undefined, "[ ] or [x] before the words"],
  ["Next and previous place of what is looked for", "Enter, Shift+Enter"],
  ["Out of raised, struck-out or bold words, at the end of a line", "ArrowRight"],
  ["Paste as plain text, without any form", "Mod+Shift+V"],
  ["New line, not a new paragraph", "Shift+Enter"],
  ["What can be done with a chosen picture", "Enter"],
  ["From the text to the tools", "Alt+F10"],
  ["From the tools to the text", "Escape"],
  ["Save", "Mod+S"],
  ...blocks.flatMap((block) => block.shortcuts ?? []),
];

/** Every shortcut of the editor, made from its tools. */
const shortcuts: Shortcut[] = [
  ...[...toolGroups(true).flat(), ...blocks.flatMap(({ inside }) => inside ?? [])].flatMap(ofTool),
  ...otherKeys,
];

function ofTool({ name, keys, typed }: Tool): Shortcut[] {
  return keys || typed ? [[name, keys, typed]] : [];
}

/** The sheet of shortcuts, over the page. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts" lead="What is typed is taken back by one Backspace.">
      <table className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">What it does</th>
            <th scope="col">Keys</th>
          </tr>
        </thead>
        <tbody>
          {shortcuts.map(([what, keys, typed]) => (
            <tr key={what} className="border-t border-rule align-top">
              <th scope="row" className="py-1.5 pe-4 text-start font-normal">
                {what}
                {typed && <span className="block text-muted">{keys ? `or ${typed}` : typed}</span>}
              </th>
              <td className="py-1.5 text-end whitespace-nowrap">
                {keys && <kbd className="font-sans font-medium">{spelledKeys(keys)}</kbd>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <DialogActions>
        <Button type="button" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}
