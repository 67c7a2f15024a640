import type { Editor } from "@tiptap/core";
import type { Chart } from "#app/models/charts.ts";
import type { BodyImage } from "#app/models/figures.ts";
import type { LinkCard } from "#app/models/linkCards.ts";
import { CardDialog } from "./CardDialog.tsx";
import { ChartDialog } from "./ChartDialog.tsx";
import { ImageDialog } from "./ImageDialog.tsx";
import { PlaceImages } from "./PlaceImages.tsx";
import { cardToLink } from "./linkCard.ts";
import { placeBlock } from "./placing.ts";
import { ShortcutSheet } from "./Shortcuts.tsx";
import type { Asking } from "./useBodyEditor.ts";

type EditorDialogProps = {
  asking: Extract<Asking, { for: "image" | "images" | "card" | "chart" | "shortcuts" }>;
  editor: Editor | null;
  onClose: () => void;
};

/** The dialog for an image, for new ones, a card or a chart, or the sheet of shortcuts; each of its buttons closes it. */
export function EditorDialog({ asking, editor, onClose }: EditorDialogProps) {
  const thenClose =
    <T extends unknown[]>(act: (...given: T) => void) =>
    (...given: T) => {
      act(...given);
      onClose();
    };
  if (asking.for === "shortcuts") return <ShortcutSheet onClose={onClose} />;
  if (asking.for === "card")
    return (
      <CardDialog
        card={asking.card}
        fault={asking.fault}
        onPlace={thenClose((card: LinkCard) => {
          if (asking.card) editor?.commands.updateAttributes("linkCard", card);
          else if (editor) placeBlock(editor, "linkCard", card);
        })}
        onRemove={thenClose(() => editor?.commands.deleteSelection())}
        // A card that lacks its parts and gets none is the link again that was typed.
        onClose={asking.fault === undefined ? onClose : thenClose(() => editor && cardToLink(editor))}
      />
    );
  if (asking.for === "chart")
    return (
      <ChartDialog
        chart={asking.chart}
        onPlace={thenClose((chart: Chart) => {
          if (asking.chart) editor?.commands.updateAttributes("chart", chart);
          else if (editor) placeBlock(editor, "chart", chart);
        })}
        onRemove={thenClose(() => editor?.commands.deleteSelection())}
        onClose={onClose}
      />
    );
  if (asking.for === "images")
    return (
      <PlaceImages
        files={asking.files}
        onPlace={thenClose((images: BodyImage[]) => {
          if (editor) for (const image of images) placeBlock(editor, "image", image);
        })}
        onClose={onClose}
      />
    );
  return (
    <ImageDialog
      image={asking.image}
      replaces={asking.replaces}
      onSave={thenClose((image: BodyImage) => editor?.commands.updateAttributes("image", image))}
      onRemove={thenClose(() => editor?.commands.deleteSelection())}
      onClose={onClose}
    />
  );
}
