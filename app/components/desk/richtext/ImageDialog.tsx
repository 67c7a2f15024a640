import { useState } from "react";
import { Dialog, DialogActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { FromLibrary } from "#app/components/desk/pictures/FromLibrary.tsx";
import type { ChosenPicture } from "#app/components/desk/pictures/PictureChooser.tsx";
import { PictureDrop } from "#app/components/desk/PictureDrop.tsx";
import { Button, Field, Select, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import type { BodyImage } from "#app/models/figures.ts";
import { linkTyped } from "./links.ts";

type ImageDialogProps = {
  /** The image whose description changes; null to insert a new one. */
  image: BodyImage | null;
  /** A pasted or dropped image. */
  file?: File;
  onPlace: (image: BodyImage) => void;
  onRemove: () => void;
  onClose: () => void;
};

/** Uploads an image for the text, and asks for what stands around it. */
export function ImageDialog({ image, file, onPlace, onRemove, onClose }: ImageDialogProps) {
  const [placed, setPlaced] = useState(image);
  const [written, setWritten] = useState<Written>({
    alt: "",
    caption: "",
    credit: "",
    size: "text",
    href: "",
    ...image,
  });
  const [faults, setFaults] = useState<{ alt?: string; href?: string }>({});
  const choose = ({ path, width, height, alt, credit }: ChosenPicture) => {
    setPlaced({ src: path, width, height, alt });
    setWritten((before) => ({ ...before, alt: before.alt || alt, credit: before.credit || credit }));
  };
  const place = () => {
    const link = written.href.trim() === "" ? { href: "" } : linkTyped(written.href);
    const found = {
      ...(placed && written.alt.trim() === "" ? { alt: "Say in a sentence what the picture shows." } : {}),
      ...(placed ? {} : { alt: "Choose a picture first." }),
      ...("error" in link ? { href: "This is no address of a page." } : {}),
    };
    setFaults(found);
    if (!placed || "error" in link || Object.keys(found).length > 0) return;
    const { alt, caption, credit, size } = written;
    const { src, width, height } = placed;
    onPlace({ src, width, height, alt: alt.trim(), caption: caption.trim(), credit: credit.trim(), size, ...link });
  };
  return (
    <Dialog open onClose={onClose} title={image ? "About this image" : "Place an image"}>
      <form onSubmit={onlyHere(place)} noValidate className="space-y-4">
        {placed ? (
          <img src={placed.src} alt="" className="max-h-44 w-full rounded-md bg-sunken object-contain" />
        ) : (
          <div className="space-y-3">
            <PictureDrop
              id="body-image"
              file={file}
              onStored={({ path, width, height }) => setPlaced({ src: path, width, height, alt: "" })}
            />
            <FromLibrary onChoose={choose} />
          </div>
        )}
        <ImageFields written={written} onWrite={setWritten} faults={faults} />
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

type Written = Required<Pick<BodyImage, "alt" | "caption" | "credit" | "size" | "href">>;
type ImageFieldsProps = {
  written: Written;
  onWrite: (written: Written) => void;
  faults: { alt?: string; href?: string };
};

function ImageFields({ written, onWrite, faults }: ImageFieldsProps) {
  const wiring = (name: "alt" | "caption" | "credit" | "href") => ({
    value: written[name],
    onChange: ({ target }: { target: { value: string } }) => onWrite({ ...written, [name]: target.value }),
  });
  return (
    <>
      <Field
        id="image-alt"
        label="What it shows"
        hint="Read to those who cannot see it, and shown in mails while images are off."
        error={faults.alt ?? null}
      >
        <TextArea rows={2} maxLength={400} {...wiring("alt")} />
      </Field>
      <Field id="image-caption" label="Caption" hint="Below the picture; may be empty.">
        <TextInput maxLength={400} {...wiring("caption")} />
      </Field>
      <Field id="image-credit" label="Credit" hint="Whose picture it is; may be empty.">
        <TextInput maxLength={200} {...wiring("credit")} />
      </Field>
      <Field id="image-size" label="Size">
        <Select
          value={written.size}
          onChange={({ target }) => onWrite({ ...written, size: target.value as Written["size"] })}
        >
          <option value="text">As wide as the text</option>
          <option value="wide">Wider, where there is room</option>
          <option value="small">Half as wide</option>
        </Select>
      </Field>
      <Field
        id="image-link"
        label="Link"
        hint="A page that the picture leads to; may be empty."
        error={faults.href ?? null}
      >
        <TextInput inputMode="url" maxLength={2000} {...wiring("href")} />
      </Field>
    </>
  );
}
