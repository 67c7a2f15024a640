import type { Editor } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";
import { DropdownMenu } from "radix-ui";
import { useRef, useState } from "react";
import { entryLook } from "../menuLook.ts";
import { BarMenu } from "./BarMenu.tsx";

type Heading = { words: string; level: number; position: number };

/** The headings of the text, in a menu: each leads to its place. */
export function Outline({ editor }: { editor: Editor }) {
  const [headings, setHeadings] = useState<Heading[]>([]);
  const chosen = useRef<(() => void) | null>(null);
  return (
    <BarMenu
      name="Headings of the text"
      icon="M4 6h10M8 12h12M8 18h9"
      className="max-w-[min(26rem,calc(100vw-1rem))]"
      onOpen={() => {
        setHeadings(headingsOf(editor));
        chosen.current = null;
      }}
      chosen={chosen}
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
          onSelect={() => (chosen.current = () => goTo(editor, heading))}
        >
          <bdi className="truncate">{heading.words}</bdi>
        </DropdownMenu.Item>
      ))}
    </BarMenu>
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
