import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { DropdownMenu, Toolbar } from "radix-ui";
import { useRef, useState } from "react";
import { Icon } from "./Icon.tsx";
import { entryLook, menuLook } from "./MoreTools.tsx";
import { Tip, toolLook } from "./ToolButton.tsx";

type Heading = { words: string; level: number; position: number };

/** The headings of the text, in a menu: each leads to its place. */
export function Outline({ editor }: { editor: Editor }) {
  const [place, setPlace] = useState<HTMLElement | null>(null);
  const [headings, setHeadings] = useState<Heading[]>([]);
  const chosen = useRef<Heading | null>(null);
  return (
    <DropdownMenu.Root
      modal={false}
      onOpenChange={(open) => {
        if (open) setHeadings(headingsOf(editor));
        if (open) chosen.current = null;
      }}
    >
      <Tip tool={{ name: "Headings of the text" }}>
        <Toolbar.Button asChild>
          <DropdownMenu.Trigger type="button" aria-label="Headings of the text" className={toolLook}>
            <Icon path="M4 6h10M8 12h12M8 18h9" />
          </DropdownMenu.Trigger>
        </Toolbar.Button>
      </Tip>
      <div ref={setPlace} />
      <DropdownMenu.Portal container={place}>
        <DropdownMenu.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className={`${menuLook} max-w-[min(26rem,calc(100vw-1rem))]`}
          onCloseAutoFocus={(event) => {
            if (!chosen.current) return;
            event.preventDefault();
            goTo(editor, chosen.current);
          }}
        >
          {headings.length === 0 && (
            <DropdownMenu.Item disabled className={entryLook}>
              There are no headings yet.
            </DropdownMenu.Item>
          )}
          {headings.map((heading) => (
            <DropdownMenu.Item
              key={heading.position}
              className={`${entryLook} ${heading.level > 2 ? "ps-8" : "font-semibold"}`}
              onSelect={() => (chosen.current = heading)}
            >
              <bdi className="truncate">{heading.words}</bdi>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

function headingsOf({ state }: Editor): Heading[] {
  const headings: Heading[] = [];
  state.doc.descendants((node, position) => {
    if (node.type.name !== "heading") return !node.isTextblock;
    // A footnote is beside the words of its heading.
    const words = node.children.map((child) => (child.type.name === "footnote" ? "" : child.textContent)).join("");
    if (words.trim()) headings.push({ words, level: Number(node.attrs.level), position });
    return false;
  });
  return headings;
}

function goTo({ view, state }: Editor, { position }: Heading) {
  view.focus();
  view.dispatch(state.tr.setSelection(TextSelection.near(state.doc.resolve(position + 1))));
  const heading = view.nodeDOM(position);
  if (heading instanceof HTMLElement) heading.scrollIntoView({ block: "center" });
}
