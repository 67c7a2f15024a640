import type { Editor } from "@tiptap/core";
import type { BodyImage } from "#app/models/body.ts";
import { ImageDialog } from "./ImageDialog.tsx";
import { LinkDialog } from "./LinkDialog.tsx";
import { ShortcutSheet } from "./Shortcuts.tsx";
import type { Asking } from "./useBodyEditor.ts";

type EditorDialogProps = { asking: Asking; editor: Editor | null; onClose: () => void };

/** The dialog for a link or an image, or the sheet of shortcuts; each of its buttons closes it. */
export function EditorDialog({ asking, editor, onClose }: EditorDialogProps) {
  const thenClose =
    <T extends unknown[]>(act: (...given: T) => void) =>
    (...given: T) => {
      act(...given);
      onClose();
    };
  if (asking.for === "shortcuts") return <ShortcutSheet onClose={onClose} />;
  if (asking.for === "link")
    return (
      <LinkDialog
        href={asking.href}
        onSet={thenClose((href: string) => setLink(editor, href))}
        onRemove={thenClose(() => editor?.chain().extendMarkRange("link").unsetMark("link").run())}
        onClose={onClose}
      />
    );
  return (
    <ImageDialog
      image={asking.image}
      file={asking.file}
      onPlace={thenClose((image: BodyImage) => {
        if (asking.image) editor?.commands.updateAttributes("image", image);
        else editor?.commands.insertContent({ type: "image", attrs: image });
      })}
      onRemove={thenClose(() => editor?.commands.deleteSelection())}
      onClose={onClose}
    />
  );
}

/** Links the selection, or the whole link around the cursor; with neither, inserts the URL as text. */
function setLink(editor: Editor | null, href: string) {
  if (!editor) return;
  if (editor.state.selection.empty && !editor.isActive("link")) {
    const text = href.replace(/^mailto:/, "");
    editor.commands.insertContent({ type: "text", text, marks: [{ type: "link", attrs: { href } }] });
  } else editor.chain().extendMarkRange("link").setMark("link", { href }).run();
}
