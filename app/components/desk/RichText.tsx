import type { Editor } from "@tiptap/core";
import { useRef, useState } from "react";
import type { BodyImage } from "#app/models/figures.ts";
import { BlockMenu } from "./richtext/BlockMenu.tsx";
import { chooseTextFile } from "./richtext/bringIn.ts";
import { CardOffer } from "./richtext/CardOffer.tsx";
import { EditorDialog } from "./richtext/EditorDialog.tsx";
import { FindBar, type FindAsked } from "./richtext/FindBar.tsx";
import { focusWords } from "./richtext/footnoteField.ts";
import { Length } from "./richtext/Length.tsx";
import { LinkPanel } from "./richtext/LinkPanel.tsx";
import { PasteReport } from "./richtext/PasteReport.tsx";
import { PicturePanel } from "./richtext/PicturePanel.tsx";
import { SelectionBar } from "./richtext/SelectionBar.tsx";
import { Toolbar } from "./richtext/Toolbar.tsx";
import type { ToolDialogs } from "./richtext/tools.ts";
import { useBodyEditor, type Asking, type BodyField } from "./richtext/useBodyEditor.ts";
import { useRoomAround } from "./richtext/useRoomAround.ts";

/** Edits a body or an intro. To show another document, change its `key`. */
export function RichText(props: BodyField) {
  const { label, images = false, readOnly = false } = props;
  const { asking, sought, ask, endAsking, endFinding } = useAsking();
  const { editor, paste, place } = useBodyEditor(props, ask);
  const dialogs = dialogsOf(editor, ask, paste.bringIn);
  return (
    <>
      <div
        data-editor
        style={useRoomAround()}
        className="flex flex-col overflow-clip rounded-md border border-field bg-raised focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent has-[.ProseMirror[aria-invalid=true]]:border-bad"
      >
        <div data-bars className={bars}>
          {editor ? (
            <Toolbar editor={editor} label={label} images={images} dialogs={dialogs} />
          ) : (
            <div className="h-12.5 border-b border-rule" />
          )}
          {editor && sought && (
            <FindBar editor={editor} label={label} asked={sought} onAsk={dialogs.find} onClose={endFinding} />
          )}
          <PasteReport
            notes={paste.pasted?.notes ?? null}
            file={paste.pasted?.file}
            asMarkdown={editor && paste.pasted?.markdown ? () => void paste.asMarkdown(editor) : undefined}
            onClose={() => {
              paste.close();
              editor?.commands.focus();
            }}
          />
        </div>
        {editor && !readOnly && <SelectionBar editor={editor} dialogs={dialogs} isAway={asking !== null} />}
        <div ref={place} />
        {editor && !readOnly && <BlockMenu editor={editor} images={images} dialogs={dialogs} />}
        {editor && !readOnly && asking === null && (
          <PicturePanel editor={editor} onChange={(image, replaces) => ask({ for: "image", image, replaces })} />
        )}
        {editor && (
          <LinkPanel
            editor={editor}
            isAsked={asking?.for === "link"}
            onAsk={dialogs.link}
            onClose={() => {
              endAsking();
              focusWords(editor);
            }}
          />
        )}
        {editor && images && !readOnly && (
          <CardOffer editor={editor} onLacking={(card, fault) => ask({ for: "card", card, fault })} />
        )}
        <Length editor={editor} />
        {asking && asking.for !== "link" && (
          <EditorDialog
            asking={asking}
            editor={editor}
            onClose={() => {
              endAsking();
              // A dialog gives the focus back a moment later.
              editor?.commands.focus();
            }}
          />
        )}
      </div>
      <button
        type="button"
        onClick={dialogs.shortcuts}
        className="mt-2 inline-flex min-h-6 cursor-pointer items-center text-sm text-muted underline underline-offset-4"
      >
        Keyboard shortcuts
      </button>
    </>
  );
}

function dialogsOf(
  editor: Editor | null,
  ask: (asking: Asking) => void,
  bringIn: (view: Editor["view"], file: File) => Promise<void>,
): ToolDialogs {
  return {
    link: () => ask({ for: "link" }),
    image: () => {
      const image = imageHere(editor);
      ask(image ? { for: "image", image } : { for: "images" });
    },
    card: (card) => ask({ for: "card", card }),
    chart: (chart) => ask({ for: "chart", chart }),
    file: () => editor && chooseTextFile((file) => void bringIn(editor.view, file)),
    shortcuts: () => ask({ for: "shortcuts" }),
    find: (replaces) => ask({ for: "find", replaces }),
  };
}

type AskingOver = Exclude<Asking, { for: "find" }>;

/** Keeps what the editor asks for, and, beside it, what is looked for. */
function useAsking() {
  const [asking, setAsking] = useState<AskingOver | null>(null);
  const [sought, setSought] = useState<FindAsked | null>(null);
  const round = useRef(0);
  return {
    asking,
    sought,
    ask: (next: Asking) => {
      if (next.for !== "find") setAsking(next);
      else setSought({ replaces: next.replaces, round: (round.current += 1) });
    },
    endAsking: () => setAsking(null),
    endFinding: () => setSought(null),
  };
}

/** The bars stay in sight: below the page's own bar, or above a phone's keyboard. */
const bars =
  "sticky top-(--covered-top) z-10 bg-sunken max-sm:pointer-coarse:top-auto max-sm:pointer-coarse:bottom-(--covered-bottom) max-sm:pointer-coarse:order-last";

function imageHere(editor: Editor | null): BodyImage | null {
  return editor?.isActive("image") ? (editor.getAttributes("image") as BodyImage) : null;
}
