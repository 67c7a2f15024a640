import { useState } from "react";
import { Dialog, DialogActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { FromLibrary } from "#app/components/desk/pictures/FromLibrary.tsx";
import type { ChosenPicture } from "#app/components/desk/pictures/PictureChooser.tsx";
import { PictureDoor } from "#app/components/desk/PictureDrop.tsx";
import { UploadList } from "#app/components/desk/UploadList.tsx";
import { Button, Field, TextArea } from "#app/components/desk/kit.tsx";
import { isUnderWay, useUploads, type Upload } from "#app/components/desk/useUploads.ts";
import type { BodyImage } from "#app/models/figures.ts";
import { ImageFields } from "./ImageFields.tsx";
import { blankAround, imageWritten, noAlt, type AroundFaults, type AroundImage } from "./imageAround.ts";

type PlaceImagesProps = {
  /** Pasted or dropped images. */
  files?: File[];
  onPlace: (images: BodyImage[]) => void;
  onClose: () => void;
};

/** Uploads images for the text; asks of one what stands around it, and of several what each shows. */
export function PlaceImages({ files, onPlace, onClose }: PlaceImagesProps) {
  const { uploads, add, addStored, retry, remove } = useUploads(files);
  const [written, setWritten] = useState<Record<number, AroundImage>>({});
  const [faults, setFaults] = useState<Record<number, AroundFaults>>({});
  const [isTooEarly, setTooEarly] = useState(false);
  const stored = uploads.flatMap(({ id, state }) => (state.at === "stored" ? [{ ...state.stored.image, id }] : []));
  const underWay = isUnderWay(uploads);
  const of = (id: number) => written[id] ?? blankAround;
  const write = (id: number) => (around: AroundImage) => setWritten((all) => ({ ...all, [id]: around }));
  const choose = ({ alt, credit, ...image }: ChosenPicture) =>
    write(addStored(image, alt || "From the library"))({ ...blankAround, alt, credit });
  const place = () => {
    setTooEarly(stored.length === 0 || underWay);
    if (stored.length === 0 || underWay) return;
    const read = stored.map(({ id, path, width, height }) => {
      const answer = imageWritten({ src: path, width, height }, of(id));
      return { upload: id, ...answer };
    });
    setFaults(Object.fromEntries(read.flatMap(({ upload, faults: found }) => (found ? [[upload, found]] : []))));
    const images = read.flatMap(({ image }) => image ?? []);
    if (images.length === read.length) onPlace(images);
  };
  const isOne = uploads.length < 2;
  const offered = uploads.filter(({ state }) => state.at !== "refused").length;
  return (
    <Dialog
      open
      holdsWords={offered > 0 ? "at once" : true}
      onClose={onClose}
      title={offered < 2 ? "Place an image" : `Place ${offered} images`}
    >
      <form onSubmit={onlyHere(place)} noValidate className="space-y-4">
        <PictureDoor id="body-image" several onFiles={add} />
        <FromLibrary onChoose={choose} />
        <UploadList uploads={uploads} onRetry={retry} onRemove={remove}>
          {({ id }: Upload) => (
            <div className="mt-3 space-y-4">
              {isOne ? (
                <ImageFields written={of(id)} onWrite={write(id)} faults={faults[id] ?? {}} />
              ) : (
                <AltField id={id} written={of(id)} onWrite={write(id)} fault={faults[id]?.alt} />
              )}
            </div>
          )}
        </UploadList>
        {isTooEarly && (stored.length === 0 || underWay) && (
          <p role="alert" className="text-sm font-medium text-bad">
            {underWay ? "Wait until every picture is uploaded, or leave it out." : "Choose a picture first."}
          </p>
        )}
        <DialogActions>
          <Button type="button" onClick={onClose}>
            Cancel
          </Button>
          <Button kind="primary">{stored.length > 1 ? `Place ${stored.length} images` : "Place the image"}</Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

type AltFieldProps = { id: number; written: AroundImage; onWrite: (written: AroundImage) => void; fault?: string };

function AltField({ id, written, onWrite, fault }: AltFieldProps) {
  return (
    <Field id={`image-alt-${id}`} label={noAlt.label} error={fault ?? null}>
      <TextArea
        rows={2}
        maxLength={400}
        value={written.alt}
        onChange={({ target }) => onWrite({ ...written, alt: target.value })}
      />
    </Field>
  );
}
