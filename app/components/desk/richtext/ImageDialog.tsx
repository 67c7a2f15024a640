import { useState } from "react";
import { Dialog, EditActions, onlyHere } from "#app/components/desk/Dialog.tsx";
import { CropPicture } from "#app/components/desk/pictures/CropPicture.tsx";
import { FromLibrary } from "#app/components/desk/pictures/FromLibrary.tsx";
import type { ChosenPicture } from "#app/components/desk/pictures/PictureChooser.tsx";
import { PictureDrop } from "#app/components/desk/PictureDrop.tsx";
import { PictureNotes } from "#app/components/desk/PictureNotes.tsx";
import { Button } from "#app/components/desk/kit.tsx";
import type { BodyImage } from "#app/models/figures.ts";
import { ImageFields } from "./ImageFields.tsx";
import { blankAround, imageWritten, type AroundFaults, type AroundImage } from "./imageAround.ts";

type ImageDialogProps = {
  /** The image whose description changes. */
  image: BodyImage;
  /** True where another picture is asked for at once. */
  replaces?: boolean;
  onSave: (image: BodyImage) => void;
  onRemove: () => void;
  onClose: () => void;
};

/** Asks for what stands around an image, and for another picture in its place. */
export function ImageDialog({ image, replaces = false, onSave, onRemove, onClose }: ImageDialogProps) {
  const [shown, setShown] = useState({ src: image.src, width: image.width, height: image.height, stoodStill: false });
  const [isReplacing, setReplacing] = useState(replaces);
  const [written, setWritten] = useState<AroundImage>({ ...blankAround, ...image });
  const [faults, setFaults] = useState<AroundFaults>({});
  const save = () => {
    const { src, width, height } = shown;
    const read = imageWritten({ src, width, height }, written);
    setFaults(read.faults ?? {});
    if (read.image) onSave(read.image);
  };
  const choose = ({ path, width, height }: ChosenPicture) => {
    setShown({ src: path, width, height, stoodStill: false });
    setReplacing(false);
  };
  return (
    <Dialog open holdsWords={shown.src === image.src ? true : "at once"} onClose={onClose} title="About this image">
      <form onSubmit={onlyHere(save)} noValidate className="space-y-4">
        <img src={shown.src} alt="" className="max-h-44 w-full rounded-md bg-sunken object-contain" />
        <PictureNotes path={shown.src} stoodStill={shown.stoodStill} />
        {isReplacing ? (
          <div className="space-y-3">
            <PictureDrop
              id="body-image"
              onStored={({ path, width, height }, { stoodStill }) => {
                setShown({ src: path, width, height, stoodStill });
                setReplacing(false);
              }}
            />
            <FromLibrary onChoose={choose} />
          </div>
        ) : (
          <div className="flex flex-wrap items-center gap-2">
            <CropPicture
              path={shown.src}
              onCropped={({ path, width, height }) => setShown({ src: path, width, height, stoodStill: false })}
            />
            <Button type="button" onClick={() => setReplacing(true)}>
              Replace the picture
            </Button>
          </div>
        )}
        <ImageFields written={written} onWrite={setWritten} faults={faults} />
        <EditActions what="image" onRemove={onRemove} onClose={onClose} />
      </form>
    </Dialog>
  );
}
