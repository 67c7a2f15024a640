import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** A page as it was rendered, with each encoding made once, when it is first asked for. */
export type StoredPage = {
  /** The number of the site it was made at. */
  version: number;
  status: number;
  /** Of every answer with it, by names in small letters. */
  headers: Record<string, string>;
  /** Of the bytes as they are without an encoding. */
  hash: string;
  /** What it takes to keep it, in bytes. */
  size: number;
  bytes(encoding: ContentEncoding): Promise<Buffer>;
  /** The head of an answer, name and value in turn. @param length of the body in bytes; 0: there is none */
  head(encoding: ContentEncoding, length: number): string[];
};

export const encodings = ["br", "gzip", "identity"] as const;
export type ContentEncoding = (typeof encodings)[number];

const compress = {
  // Level 5: 4 ms for a page of 60 KB, and within 8 % of the smallest.
  br: async (bytes: Buffer) =>
    trimmed(await promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } })),
  gzip: async (bytes: Buffer) => trimmed(await promisify(gzip)(bytes)),
  identity: async (bytes: Buffer) => bytes,
};

/** Buffers are mostly views of a slab of 16 to 64 KB, which would be kept with them. */
function trimmed(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** A page of 60 KB takes 12 KB more in br and gzip; one of 2 KB half of its own. */
const withEncodings = 1.5;
/** What a page takes besides its bytes: headers, its address, the objects. Measured with 2000 empty ones. */
const besides = 4000;

export function storedPage(
  version: number,
  status: number,
  headers: StoredPage["headers"],
  rendered: Buffer,
): StoredPage {
  const bytes = trimmed(rendered);
  const made = new Map<ContentEncoding, Promise<Buffer>>();
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
  const head = Object.entries(headers).flat();
  return {
    version,
    status,
    headers,
    size: Math.ceil(bytes.length * withEncodings) + besides,
    hash,
    head: (encoding, length) => [
      ...head,
      ...(encoding === "identity"
        ? ["ETag", `"${hash}"`]
        : ["ETag", `"${hash}-${encoding}"`, ...(length > 0 ? ["Content-Encoding", encoding] : [])]),
      ...(length > 0 ? ["Content-Length", String(length)] : []),
    ],
    bytes(encoding) {
      const known = made.get(encoding) ?? compress[encoding](bytes);
      made.set(encoding, known);
      return known;
    },
  };
}

/** The pages last asked for, by address; those asked for longest ago go first when there are too many. */
type PageStore = { get(address: string): StoredPage | undefined; keep(address: string, page: StoredPage): void };

/** @param most bytes that kept pages take together; one page alone takes a quarter of them at most */
export function openPageStore(most = 64_000_000): PageStore {
  const pages = new Map<string, StoredPage>();
  let size = 0;
  const drop = (address: string) => {
    size -= pages.get(address)?.size ?? 0;
    pages.delete(address);
  };
  return {
    get(address) {
      const page = pages.get(address);
      if (page) {
        pages.delete(address);
        pages.set(address, page);
      }
      return page;
    },
    keep(address, page) {
      drop(address);
      if (page.size > most / 4) return;
      pages.set(address, page);
      size += page.size;
      while (size > most) drop(pages.keys().next().value!);
    },
  };
}
