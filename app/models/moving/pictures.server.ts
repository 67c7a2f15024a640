import type { Context } from "#app/context.server.ts";
import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import { fileKind } from "#app/models/images/fileKinds.server.ts";
import { storeImage, type Image } from "#app/models/images/images.server.ts";
import { largestFile, type ImageFault } from "#app/models/images/prepare.server.ts";
import { fetchSafely, wordFetchFault } from "#app/models/safeFetch.server.ts";
import { placesOfPicture } from "./placesOfPicture.server.ts";
import type { MoveNotice, ReadPost } from "./post.server.ts";
import type { SiteFiles } from "./siteFiles.server.ts";

type Brought = Image | Pick<MoveNotice, "what" | "detail">;

/** Brings the pictures of a site in, each once; `fetched`: how many came from the web. */
type PictureMove = {
  bring: (post: ReadPost, src: string) => Promise<Brought>;
  fetched: () => number;
};

/** Stands for a picture that a dry run does not bring in. */
const unstored: Image = { id: 0, path: `/images/${"0".repeat(32)}.jpg`, width: 1, height: 1 };

/**
 * Finds pictures in the site, beside their post first, and then on the web, as carefully as any address from outside (S-10).
 * Long because: each step needs the memory of all that was brought.
 * @param site its files; `origin`: its former address, where what is not in it may be
 * @param dryRun looks whether files are there, and asks nobody on the web
 */
export function movePictures(
  context: Context,
  site: SiteFiles,
  { origin, dryRun, onFetch }: { origin: string; dryRun: boolean; onFetch: (address: string) => void },
): PictureMove {
  const known = new Map<string, Promise<Brought>>();
  let fetched = 0;
  const once = (key: string, work: () => Promise<Brought>) => {
    const there = known.get(key) ?? work();
    known.set(key, there);
    return there;
  };
  const fromWeb = async (address: string): Promise<Brought> => {
    if (dryRun) {
      fetched += 1;
      return unstored;
    }
    onFetch(address);
    const answer = await fetchSafely(context, address, { accept: "image/*" });
    if ("error" in answer) return { what: "picture-unfetched", detail: `${address}: ${wordFetchFault(answer)}` };
    fetched += 1;
    return storedAs(context, address, answer.bytes);
  };
  const fromSite = async (path: string): Promise<Brought> => {
    const read = await site.read(path, largestFile);
    if ("error" in read) return { what: "picture-unread", detail: path };
    if (!dryRun) return storedAs(context, path, read.bytes);
    return isPicture(read.bytes) ? unstored : { what: "picture-unread", detail: path };
  };
  const bring = async (post: ReadPost, src: string): Promise<Brought> => {
    const address = addressOf(src);
    if (address) return once(address, () => fromWeb(address));
    if (/^[a-z][a-z0-9+.-]*:/i.test(src)) return { what: "picture-missing", detail: src.slice(0, 100) };
    let first: Brought | null = null;
    for (const path of placesOfPicture(site, post.path, src)) {
      const brought = await once(path, () => fromSite(path));
      if ("id" in brought) return brought;
      first ??= brought;
    }
    const there = origin && URL.parse(src, new URL(post.permalink || "/", origin));
    if (there && /^https?:$/.test(there.protocol)) return once(there.href, () => fromWeb(there.href));
    return first ?? { what: "picture-missing", detail: src.slice(0, 200) };
  };
  return { fetched: () => fetched, bring };
}

function addressOf(src: string): string | null {
  const url = /^\/\//.test(src) ? `https:${src}` : src;
  return /^https?:\/\//i.test(url) ? (URL.parse(url)?.href ?? null) : null;
}

function isPicture(bytes: Buffer): boolean {
  return ["jpeg", "png", "gif", "webp", "avif", "heic"].includes(fileKind(bytes));
}

async function storedAs(context: Context, name: string, bytes: Buffer): Promise<Brought> {
  const stored = await storeImage(context, bytes, { fileName: name.replace(/[?#].*$/, "") });
  if (!("error" in stored)) return stored.image;
  return { what: "picture-unread", detail: `${name}: ${wordImageFault(stored satisfies ImageFault)}` };
}
