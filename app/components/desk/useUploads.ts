import { useEffect, useRef, useState } from "react";
import type { Image, StoredImage } from "#app/models/images/images.server.ts";
import { uploadImage } from "./upload.ts";

/** A chosen picture and how far it is; `sent` from 0 to 1. One of the library has no file, and is stored already. */
export type Upload = { id: number; name: string; file: File | null; state: UploadState };
type Stored = Pick<StoredImage, "image"> & Partial<StoredImage>;
type UploadState =
  | { at: "waiting" }
  | { at: "sending"; sent: number }
  | { at: "stored"; stored: Stored }
  | { at: "refused"; why: string; again: boolean };

/**
 * Uploads chosen pictures one after the other, as the server takes them.
 * @param given files to upload at once
 */
export function useUploads(given: File[] = [], onStored: (stored: StoredImage) => void = () => {}) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const line = useRef<Promise<void>>(Promise.resolve());
  const lastId = useRef(0);
  const removed = useRef(new Set<number>());
  const change = (id: number, state: UploadState) =>
    setUploads((all) => all.map((one) => (one.id === id ? { ...one, state } : one)));
  const send = (id: number, file: File) => {
    line.current = line.current.then(async () => {
      const stored = removed.current.has(id) ? null : await sent(file, (state) => change(id, state));
      if (stored && !removed.current.has(id)) onStored(stored);
    });
  };
  const list = (added: Upload[]) =>
    setUploads((all) => [...all.filter(({ state }) => state.at !== "refused" || state.again), ...added]);
  const add = (files: File[]) => {
    const added = files.map((file) => ({ id: (lastId.current += 1), name: file.name, file }));
    list(added.map((one) => ({ ...one, state: { at: "waiting" } })));
    for (const { id, file } of added) send(id, file);
  };
  useOnce(given, add);
  return {
    uploads,
    add,
    /** @returns its number in the list */
    addStored(image: Image, name: string): number {
      const id = (lastId.current += 1);
      list([{ id, name, file: null, state: { at: "stored", stored: { image } } }]);
      return id;
    },
    retry: ({ id, file }: Upload) => {
      change(id, { at: "waiting" });
      if (file) send(id, file);
    },
    remove: ({ id }: Upload) => {
      removed.current.add(id);
      setUploads((all) => all.filter((one) => one.id !== id));
    },
  };
}

/** Sends a picture, and says how far it is. @returns null for one that was refused */
async function sent(file: File, change: (state: UploadState) => void): Promise<StoredImage | null> {
  change({ at: "sending", sent: 0 });
  const answer = await uploadImage(file, (share) => change({ at: "sending", sent: share }));
  if ("error" in answer) change({ at: "refused", why: answer.error, again: answer.again });
  else change({ at: "stored", stored: answer });
  return "error" in answer ? null : answer;
}

/** StrictMode runs an effect twice; a picture must be sent once. */
function useOnce(files: File[], add: (files: File[]) => void) {
  const sent = useRef<File[]>(undefined);
  useEffect(() => {
    if (sent.current || files.length === 0) return;
    sent.current = files;
    add(files);
  });
}

/** True while pictures are on their way. */
export function isUnderWay(uploads: Upload[]): boolean {
  return uploads.some(({ state }) => state.at === "waiting" || state.at === "sending");
}
