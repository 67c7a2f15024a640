import type { Editor } from "@tiptap/core";
import { useEditorState } from "@tiptap/react";
import { Toolbar as Radix, Tooltip } from "radix-ui";
import type { KeyboardEvent, ReactNode } from "react";
import type { BlockType } from "#app/models/body.ts";
import { editorBlocks, type EditorBlock } from "./blocks.ts";
import { MoreTools } from "./MoreTools.tsx";
import { Outline } from "./Outline.tsx";
import { ToolButton } from "./ToolButton.tsx";
import { toolGroups } from "./toolGroups.ts";
import type { Tool, ToolDialogs } from "./tools.ts";

type ToolbarProps = { editor: Editor; label: string; images: boolean; dialogs: ToolDialogs };

/** One row of tools, one stop of the Tab key; while the cursor is in a block with tools of its own, a second row. */
export function Toolbar({ editor, label, images, dialogs }: ToolbarProps) {
  const around = useEditorState({
    editor,
    selector: ({ editor: one }) =>
      Object.entries<EditorBlock>(editorBlocks).findLast(([type, block]) => block.inside && one.isActive(type))?.[0],
  });
  const inside = around ? editorBlocks[around as BlockType].inside : undefined;
  const groups = toolGroups(images);
  // A menu of the row closes by itself.
  const leave = (event: KeyboardEvent) => {
    const at = event.target instanceof Element && event.target.closest("[role=toolbar], [role=menu]");
    if (event.key === "Escape" && at && at.role === "toolbar") editor.view.focus();
  };
  const row = groups.map((group) => group.filter(({ rare }) => !rare)).filter((group) => group.length > 0);
  return (
    <Tooltip.Provider delayDuration={500}>
      <Radix.Root aria-label={`Formatting of ${label}`} onKeyDown={leave} className={rowLook}>
        <Row editor={editor} groups={row} dialogs={dialogs} />
        <Outline editor={editor} />
        <MoreTools editor={editor} tools={groups.flat().filter(({ rare }) => rare)} dialogs={dialogs} />
      </Radix.Root>
      {inside && (
        <Radix.Root aria-label={`Tools for this ${nameOf(around!)}`} onKeyDown={leave} className={rowLook}>
          <Row editor={editor} groups={[inside]} dialogs={dialogs} />
        </Radix.Root>
      )}
    </Tooltip.Provider>
  );
}

/** `linkCard` is a link card to everybody. */
function nameOf(type: string): string {
  return type.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

const rowLook = "flex border-b border-rule px-2 py-1.5";

type RowProps = { editor: Editor; groups: Tool[][]; dialogs: ToolDialogs };

/** Tools side by side; those that do not fit are scrolled to. */
function Row({ editor, groups, dialogs }: RowProps) {
  const state = useEditorState({
    editor,
    selector: ({ editor: one }) => groups.flat().map((tool) => ({ on: tool.on?.(one), can: tool.can?.(one) ?? true })),
  });
  return (
    <div className="-m-1 flex min-w-0 flex-1 items-center gap-1 overflow-x-auto p-1 [scrollbar-width:none]">
      {groups.map((group, i) => (
        <Group key={group[0]!.name} first={i === 0}>
          {group.map((tool) => (
            <ToolButton
              key={tool.name}
              tool={tool}
              {...state[groups.flat().indexOf(tool)]}
              run={() => tool.run(editor, dialogs)}
            />
          ))}
        </Group>
      ))}
    </div>
  );
}

function Group({ first, children }: { first: boolean; children: ReactNode }) {
  return (
    <>
      {!first && <Radix.Separator className="mx-1 h-5 w-px shrink-0 bg-rule" />}
      {children}
    </>
  );
}
