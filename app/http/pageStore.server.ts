import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** A rendered page; each encoding is made once, at its first request. */
export type StoredPage = {
  /** The site version that it shows. */
  version: number;
  /** Milliseconds since the epoch: from then on the page is rendered again, even if nothing has changed. */
  until: number;
  status: number;
  /** Of every response with it; names in lower case. */
  headers: Record<string, string>;
  /** Of the bytes without an encoding. */
  hash: string;
  /** Bytes of memory that it takes. */
  size: number;
  bytes(encoding: ContentEncoding): Promise<Buffer>;
  /** Returns the head of a response, names and values alternating. @param length of the body in bytes; 0 for no body */
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

/** Buffers are mostly views of a slab of 16 to 64 KB, which would stay in memory with them. */
function trimmed(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(copy);
  return copy;
}

/** A page of 60 KB takes 12 KB more in br and gzip; one of 2 KB half of its own size. */
const withEncodings = 1.5;
/** Bytes of a page beside its content: headers, address, objects. Measured with 2000 empty pages. */
const besides = 4000;

/** @param lasts `version` and `until` of the page */
export function storedPage(
  lasts: Pick<StoredPage, "version" | "until">,
  status: number,
  headers: StoredPage["headers"],
  rendered: Buffer,
): StoredPage {
  const bytes = trimmed(rendered);
  const made = new Map<ContentEncoding, Promise<Buffer>>();
  const hash = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
  const head = Object.entries(headers).flat();
  return {
    ...lasts,
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

/** Pages by address; above the limit the least recently requested ones are dropped. */
type PageStore = { get(address: string): StoredPage | undefined; keep(address: string, page: StoredPage): void };

/** @param most bytes of all stored pages together; a single page may take a quarter of them */
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
