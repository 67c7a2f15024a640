import { folderStore } from "./folder.server.ts";
import { s3Store, type S3Place } from "./s3.server.ts";
import type { PictureStore, PictureStores } from "./store.server.ts";

/** A place of pictures, as the environment names it. */
type StorePlace = { kind: "database" } | { kind: "folder"; folder: string } | ({ kind: "s3" } & S3Place);

/** Opens the place of pictures, and the former ones. Nothing is asked of them yet. */
export function openPictureStores({ now, former }: { now: StorePlace; former: StorePlace[] }): PictureStores {
  return { current: openStore(now), former: former.flatMap((place) => openStore(place) ?? []) };
}

function openStore(place: StorePlace): PictureStore | null {
  if (place.kind === "database") return null;
  return place.kind === "folder" ? folderStore(place.folder) : s3Store(place);
}
