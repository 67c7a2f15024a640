import { useState } from "react";
import { Dialog, DialogActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { PictureDrop } from "#app/components/desk/PictureDrop.tsx";
import { Button, Field, TextArea } from "#app/components/desk/kit.tsx";
import type { BodyImage } from "#app/models/body.ts";

type ImageDialogProps = {
  /** The image whose description changes; null to insert a new one. */
  image: BodyImage | null;
  /** A pasted or dropped image. */
  file?: File;
  onPlace: (image: BodyImage) => void;
  onRemove: () => void;
  onClose: () => void;
};

/** Uploads an image for the text, and asks for its description. */
export function ImageDialog({ image, file, onPlace, onRemove, onClose }: ImageDialogProps) {
  const [placed, setPlaced] = useState(image);
  const [alt, setAlt] = useState(image?.alt ?? "");
  const [fault, setFault] = useState("");
  const place = () => {
    if (!placed) setFault("Choose a picture first.");
    else if (alt.trim() === "") setFault("Say in a sentence what the picture shows.");
    else onPlace({ ...placed, alt: alt.trim() });
  };
  return (
    <Dialog open onClose={onClose} title={image ? "About this image" : "Place an image"}>
      <form onSubmit={onlyHere(place)} noValidate className="space-y-4">
        {placed ? (
          <img src={placed.src} alt="" className="max-h-56 w-full rounded-md bg-sunken object-contain" />
        ) : (
          <PictureDrop
            id="body-image"
            file={file}
            onStored={({ path, width, height }) => setPlaced({ src: path, width, height, alt: "" })}
          />
        )}
        <Field
          id="image-alt"
          label="What it shows"
          hint="Read to those who cannot see it, and shown in mails while images are off."
          error={fault || null}
        >
          <TextArea rows={3} maxLength={400} value={alt} onChange={(event) => setAlt(event.target.value)} />
        </Field>
        <DialogActions>
          {image && (
            <Button type="button" kind="danger" className="mr-auto" onClick={onRemove}>
              Remove the image
            </Button>
          )}
          <Button type="button" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="primary">{image ? "Save" : "Place the image"}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
