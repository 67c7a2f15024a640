import { useState, type DragEvent } from "react";
import type { Image, StoredImage } from "#app/models/images/images.server.ts";
import { UploadList } from "./UploadList.tsx";
import { useUploads } from "./useUploads.ts";

type PictureDropProps = {
  id: string;
  onStored: (image: Image, stored: StoredImage) => void;
};

/** Uploads one image by button or by drop, and says how far it is. */
export function PictureDrop({ id, onStored }: PictureDropProps) {
  const { uploads, add, retry, remove } = useUploads([], (stored) => onStored(stored.image, stored));
  const one = (files: File[]) => {
    for (const upload of uploads) remove(upload);
    add(files.slice(0, 1));
  };
  return (
    <div>
      <PictureDoor id={id} onFiles={one} />
      <UploadList uploads={uploads} onRetry={retry} onRemove={remove} />
    </div>
  );
}

type PictureDoorProps = {
  id: string;
  /** True where several pictures may come at once. */
  several?: boolean;
  onFiles: (files: File[]) => void;
};

/** A place that takes pictures by button or by drop. */
export function PictureDoor({ id, several = false, onFiles }: PictureDoorProps) {
  const [over, setOver] = useState(false);
  const take = (files: Iterable<File> | null) => {
    const all = [...(files ?? [])];
    if (all.length > 0) onFiles(all);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!event.currentTarget.closest("fieldset:disabled")) take(event.dataTransfer.files);
  };
  return (
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`in-disabled:opacity-50 relative rounded-md border border-dashed px-4 py-6 text-center text-sm focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-accent ${over ? "border-accent bg-accent/10" : "border-field bg-sunken"}`}
    >
      <label htmlFor={id} className="font-medium text-accent underline underline-offset-4">
        {several ? "Choose pictures" : "Choose a picture"}
      </label>
      <p id={`${id}-hint`} className="mt-1 text-muted">
        or drop {several ? "them" : "one"} here: JPEG, PNG, WebP, AVIF or GIF, up to 50 MB
      </p>
      <input
        id={id}
        type="file"
        multiple={several}
        // HEIC is not named, so that an iPhone gives a JPEG.
        accept="image/jpeg,image/png,image/webp,image/avif,image/gif"
        aria-describedby={`${id}-hint`}
        className="absolute inset-0 cursor-pointer opacity-0"
        onChange={({ target }) => {
          take(target.files);
          // The same file can be chosen again after it was refused.
          target.value = "";
        }}
      />
    </div>
  );
}
