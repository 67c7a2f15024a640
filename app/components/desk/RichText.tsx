import { EditorContent, type Editor } from "@tiptap/react";
import { useState } from "react";
import type { BodyImage } from "#app/models/body.ts";
import { EditorDialog } from "./richtext/EditorDialog.tsx";
import { PasteReport } from "./richtext/PasteReport.tsx";
import { Toolbar } from "./richtext/Toolbar.tsx";
import { hrefHere, useBodyEditor, type Asking, type BodyField } from "./richtext/useBodyEditor.ts";
import { useRoomAround } from "./richtext/useRoomAround.ts";

type RichTextProps = BodyField & {
  /** The form's field: it gets the document as JSON. */
  name: string;
};

/** Edits a body or an intro. To show another document, change its `key`. */
export function RichText(props: RichTextProps) {
  const { name, label, images = false, height = "min-h-48" } = props;
  const [asking, setAsking] = useState<Asking | null>(null);
  const { editor, body, paste } = useBodyEditor(props, setAsking);
  const dialogs = {
    link: () => setAsking({ for: "link", href: hrefHere(editor) }),
    image: () => setAsking({ for: "image", image: imageHere(editor) }),
    shortcuts: () => setAsking({ for: "shortcuts" }),
  };
  return (
    <>
      <div
        data-editor
        style={useRoomAround()}
        className="flex flex-col overflow-clip rounded-md border border-field bg-raised focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent has-aria-invalid:border-bad"
      >
        <input type="hidden" name={name} value={JSON.stringify(body)} />
        <div data-bars className={bars}>
          {editor ? (
            <Toolbar editor={editor} label={label} images={images} dialogs={dialogs} />
          ) : (
            <div className="h-12.5 border-b border-rule" />
          )}
        </div>
        <PasteReport
          notes={paste.pasted?.notes ?? null}
          asMarkdown={editor && paste.pasted?.markdown ? () => void paste.asMarkdown(editor) : undefined}
          onClose={() => {
            paste.close();
            editor?.commands.focus();
          }}
        />
        <EditorContent editor={editor} />
        {!editor && <div className={`${height} px-4 py-4 text-muted`}>The editor is being made ready…</div>}
        {asking && (
          <EditorDialog
            asking={asking}
            editor={editor}
            onClose={() => {
              setAsking(null);
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

/** The bars stay in sight: below the page's own bar, or above a phone's keyboard. */
const bars =
  "sticky top-(--covered-top) z-10 bg-sunken max-sm:pointer-coarse:top-auto max-sm:pointer-coarse:bottom-(--covered-bottom) max-sm:pointer-coarse:order-last";

function imageHere(editor: Editor | null): BodyImage | null {
  return editor?.isActive("image") ? (editor.getAttributes("image") as BodyImage) : null;
}
