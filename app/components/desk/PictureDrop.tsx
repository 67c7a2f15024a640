import { useEffect, useRef, useState, type DragEvent } from "react";
import type { Image } from "#app/models/images/images.server.ts";
import { uploadImage } from "./upload.ts";

type PictureDropProps = {
  id: string;
  /** An image to upload at once. */
  file?: File;
  onStored: (image: Image) => void;
};

/** Uploads an image by button or by drop. */
export function PictureDrop({ id, file, onStored }: PictureDropProps) {
  const [sending, setSending] = useState(file !== undefined);
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState("");
  const send = async (picture: File | undefined) => {
    if (!picture) return;
    setSending(true);
    setFault("");
    const answer = await uploadImage(picture);
    setSending(false);
    if ("image" in answer) onStored(answer.image);
    else setFault(answer.error);
  };
  useSentOnce(file, send);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!event.currentTarget.closest("fieldset:disabled")) void send(event.dataTransfer.files[0]);
  };
  return (
    <div>
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
          {sending ? "Uploading…" : "Choose a picture"}
        </label>
        <p id={`${id}-hint`} className="mt-1 text-muted">
          or drop one here: JPEG, PNG, WebP, AVIF or GIF, up to 50 MB
        </p>
        <input
          id={id}
          type="file"
          accept="image/jpeg,image/png,image/webp,image/avif,image/gif"
          aria-describedby={`${id}-hint ${id}-fault`}
          disabled={sending}
          className="absolute inset-0 cursor-pointer opacity-0"
          onChange={(event) => void send(event.target.files?.[0])}
        />
      </div>
      <p id={`${id}-fault`} role="alert" className="mt-1.5 text-sm font-medium text-bad empty:hidden">
        {fault}
      </p>
    </div>
  );
}

/** StrictMode runs an effect twice; an image must be sent once. */
function useSentOnce(file: File | undefined, send: (file: File) => Promise<void>) {
  const sent = useRef<File>(undefined);
  useEffect(() => {
    if (!file || sent.current === file) return;
    sent.current = file;
    void send(file);
  });
}
