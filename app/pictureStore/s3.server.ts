import type { AwsClient } from "aws4fetch";
import { StoreFault, type PictureStore } from "./store.server.ts";

/** A bucket of an S3-compatible service. `prefix`: before every key, empty or ending with `/`. */
export type S3Place = {
  endpoint: string;
  bucket: string;
  prefix: string;
  region: string;
  keyId: string;
  secret: string;
};

/** Milliseconds for one request: a reader waits for it. */
const timeLimit = 10_000;
/** In bytes: no kept picture is larger. */
const largest = 60_000_000;
/** Pictures that were asked for last, in bytes of memory: a mail's readers all ask for the same ones. */
const remembered = 12_000_000;

/** Keeps pictures in a bucket. @param limit of one request, in milliseconds */
export function s3Store(place: S3Place, limit = timeLimit): PictureStore {
  const name = `s3://${place.bucket}/${place.prefix}`;
  const ask = asking(place, name, limit);
  const latest = rememberLatest();
  return {
    name,
    async put(key, bytes, contentType) {
      const headers = { "Content-Type": contentType };
      expectDone(name, await ask("PUT", key, { body: new Uint8Array(bytes), headers }));
      latest.forget(key);
    },
    get: (key) =>
      latest.get(key, async () => {
        const answer = await ask("GET", key);
        // A bucket that is missing is no missing picture.
        if (answer.status === 404 && codeIn(answer.bytes) !== "NoSuchBucket") return null;
        expectDone(name, answer);
        return answer.bytes;
      }),
    async remove(key) {
      latest.forget(key);
      const answer = await ask("DELETE", key);
      if (answer.status !== 404) expectDone(name, answer);
    },
    async probe() {
      expectDone(name, await ask("PUT", "probe", { body: "Pressrun looks whether it may write here.\n" }));
      const gone = await ask("DELETE", "probe");
      // Another process may have removed it; and a key that may write but not delete is good for pictures.
      if (gone.status !== 404 && gone.status !== 403) expectDone(name, gone);
    },
    keys: () => allKeys(place, name, ask),
  };
}

type Answer = { status: number; bytes: Buffer };

/** @returns a function that asks the service for something about a key, or about the bucket by a query. It throws a StoreFault without an answer */
function asking(place: S3Place, name: string, limit: number) {
  const client = openClient(place);
  return async (
    method: string,
    key: string,
    more: RequestInit = {},
    query?: Record<string, string>,
  ): Promise<Answer> => {
    try {
      const signal = AbortSignal.timeout(limit);
      const of = query ? `?${new URLSearchParams(query)}` : `/${place.prefix}${key}`;
      const url = `${place.endpoint}/${place.bucket}${of}`;
      const response = await (await client()).fetch(url, { method, redirect: "manual", signal, ...more });
      return { status: response.status, bytes: await bodyOf(response) };
    } catch (error) {
      throw new StoreFault("away", name, error);
    }
  };
}

function expectDone(name: string, { status, bytes }: Answer): void {
  if (status >= 200 && status < 300) return;
  const cause = `${status} ${codeIn(bytes)}`.trim();
  if (status === 507 || /QuotaExceeded|StorageFull|InsufficientCapacity/i.test(cause))
    throw new StoreFault("full", name, cause);
  throw new StoreFault(status >= 500 || status === 429 ? "away" : "refused", name, cause);
}

/** Loaded when first needed; signs requests, and tries again what the service could not do at once. */
function openClient({ region, keyId, secret }: S3Place): () => Promise<AwsClient> {
  let client: AwsClient | null = null;
  return async () => {
    const { AwsClient } = await import("aws4fetch");
    return (client ??= new AwsClient({
      ...{ accessKeyId: keyId, secretAccessKey: secret, region, service: "s3" },
      ...{ retries: 2, initRetryMs: 100 },
    }));
  };
}

async function bodyOf(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of (response.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    size += part.length;
    if (size > largest) throw new Error(`more than ${largest} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A service names a thousand objects at most in one answer. */
async function* allKeys({ prefix }: S3Place, name: string, ask: ReturnType<typeof asking>): AsyncGenerator<string[]> {
  for (let after = ""; ;) {
    const query = { "list-type": "2", prefix, ...(after && { "continuation-token": after }) };
    const answer = await ask("GET", "", {}, query);
    expectDone(name, answer);
    const list = answer.bytes.toString("utf8");
    yield keysIn(list, prefix);
    after = /<NextContinuationToken>([^<]+)</.exec(list)?.[1] ?? "";
    if (!after) return;
  }
}

/** Returns the names of pictures in a list of a bucket's objects. */
function keysIn(list: string, prefix: string): string[] {
  const names = Array.from(list.matchAll(/<Key>([^<]+)<\/Key>/g), ([, name]) => name!);
  const keys = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return keys.filter((key) => /^[0-9a-f]{32}$/.test(key));
}

function codeIn(bytes: Buffer): string {
  return /<Code>([\w.-]{1,60})<\/Code>/.exec(bytes.subarray(0, 4000).toString("utf8"))?.[1] ?? "";
}

/** Returns the latest answers from memory; requests at the same time for one key share its answer. */
function rememberLatest() {
  const latest = new Map<string, Buffer>();
  const underWay = new Map<string, Promise<Buffer | null>>();
  let size = 0;
  const forget = (key: string) => {
    size -= latest.get(key)?.length ?? 0;
    latest.delete(key);
    underWay.delete(key);
  };
  const remember = (key: string, bytes: Buffer) => {
    if (bytes.length > remembered / 4) return;
    latest.set(key, bytes);
    size += bytes.length;
    for (const oldest of latest.keys()) {
      if (size <= remembered) break;
      forget(oldest);
    }
  };
  const get = async (key: string, fetchIt: () => Promise<Buffer | null>) => {
    const known = latest.get(key);
    if (known) {
      latest.delete(key);
      latest.set(key, known);
      return known;
    }
    const under = underWay.get(key);
    if (under) return under;
    const asked = fetchIt();
    underWay.set(key, asked);
    try {
      const bytes = await asked;
      // Unless it was forgotten meanwhile.
      if (bytes && underWay.get(key) === asked) remember(key, bytes);
      return bytes;
    } finally {
      if (underWay.get(key) === asked) underWay.delete(key);
    }
  };
  return { get, forget };
}
