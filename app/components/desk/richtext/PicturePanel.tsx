import type { Editor } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { useEditorState } from "@tiptap/react";
import { useEffect, useState, type FocusEvent, type KeyboardEvent as KeyPress, type MouseEvent } from "react";
import { Button } from "#app/components/desk/kit.tsx";
import { shownFigure, type BodyImage, type FigureSize } from "#app/models/figures.ts";
import { useBeside } from "./useBeside.ts";

type PicturePanelProps = {
  editor: Editor;
  /** Opens the dialog of the chosen image. */
  onChange: (image: BodyImage, replaces: boolean) => void;
};

/** A panel at an image that was clicked, or asked for by Enter: its words and size, and what can be done with it. */
export function PicturePanel({ editor, onChange }: PicturePanelProps) {
  const [opening, setOpening] = useOpening(editor);
  const [isInside, setInside] = useState(false);
  const { at, image, isFocused } = useEditorState({
    editor,
    selector: ({ editor: one }) => ({ ...chosenImage(one), isFocused: one.isFocused }),
  });
  // By a key, the focus is on its way from the text into the panel.
  if (!image || !opening || !(isFocused || isInside || opening === "key")) return null;
  return (
    <ImageCard
      editor={editor}
      at={at}
      image={image}
      takesFocus={opening === "key"}
      onFocus={() => setInside(true)}
      onLeave={() => {
        setInside(false);
        setOpening(null);
      }}
      onChange={(replaces) => onChange(image, replaces)}
    />
  );
}

function chosenImage({ state: { selection } }: Editor): { at: number; image: BodyImage | null } {
  const isImage = selection instanceof NodeSelection && selection.node.type.name === "image";
  return { at: selection.from, image: isImage ? (selection.node.attrs as BodyImage) : null };
}

type Opening = "click" | "key" | null;

/** How the panel was opened: by a click on an image or Enter on a chosen one, until the next key in the text. */
function useOpening(editor: Editor): [Opening, (opening: Opening) => void] {
  const [opening, setOpening] = useState<Opening>(null);
  useEffect(() => {
    const { dom } = editor.view;
    const click = ({ target }: Event) =>
      setOpening(target instanceof Element && target.closest("img") !== null ? "click" : null);
    const press = (event: KeyboardEvent) => {
      const { key, shiftKey, ctrlKey, metaKey, altKey, isComposing } = event;
      const isPlain = !shiftKey && !ctrlKey && !metaKey && !altKey && !isComposing;
      const opens = key === "Enter" && isPlain && chosenImage(editor).image !== null;
      setOpening(opens ? "key" : null);
      // The text itself would begin a paragraph.
      if (opens) {
        event.preventDefault();
        event.stopPropagation();
      }
    };
    dom.addEventListener("click", click);
    dom.addEventListener("keydown", press, { capture: true });
    return () => {
      dom.removeEventListener("click", click);
      dom.removeEventListener("keydown", press, { capture: true });
    };
  }, [editor]);
  return [opening, setOpening];
}

type ImageCardProps = {
  editor: Editor;
  at: number;
  image: BodyImage;
  /** Its first button has the focus from the beginning. */
  takesFocus: boolean;
  onFocus: () => void;
  onLeave: () => void;
  onChange: (replaces: boolean) => void;
};

function ImageCard({ editor, at, image, takesFocus, onFocus, onLeave, onChange }: ImageCardProps) {
  const element = useBeside<HTMLDivElement>(editor, { from: at, to: at + 1 }, "below");
  useEffect(() => {
    if (takesFocus) element.current?.querySelector("button")?.focus();
  }, [element, takesFocus]);
  const goBack = ({ key }: KeyPress) => key === "Escape" && editor.view.focus();
  const { caption, credit, size } = shownFigure({ attrs: image });
  const words = [
    ["Shows", image.alt],
    ["Caption", caption],
    ["Credit", credit],
    ["Size", sizeWords[size]],
  ] as const;
  return (
    <div
      ref={element}
      role="group"
      aria-label="Image"
      onFocus={onFocus}
      onBlur={({ currentTarget, relatedTarget }: FocusEvent) => currentTarget.contains(relatedTarget) || onLeave()}
      className="fixed z-20 w-[min(30rem,calc(100vw-1rem))] rounded-md border border-rule bg-raised p-3 text-sm text-ink shadow-2xl"
    >
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
        {words
          .filter(([name, value]) => value !== "" || name === "Shows")
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-muted">{name}</dt>
              <dd dir="auto" className={value === "" ? "text-bad" : "truncate"}>
                {value || "Not described yet"}
              </dd>
            </div>
          ))}
      </dl>
      <div className="mt-3 flex flex-wrap gap-2">
        <Button type="button" onKeyDown={goBack} onMouseDown={keepFocus} onClick={() => onChange(false)}>
          Change
        </Button>
        <Button type="button" onKeyDown={goBack} onMouseDown={keepFocus} onClick={() => onChange(true)}>
          Replace
        </Button>
        <Button
          type="button"
          onKeyDown={goBack}
          onMouseDown={keepFocus}
          onClick={() => {
            editor.chain().deleteSelection().focus().run();
          }}
        >
          Remove
        </Button>
      </div>
    </div>
  );
}

/** The panel belongs to a text that has the focus. */
function keepFocus(event: MouseEvent) {
  event.preventDefault();
}

const sizeWords: Record<FigureSize, string> = {
  text: "as wide as the text",
  wide: "wider, where there is room",
  small: "half as wide",
};
