import { lookup } from "node:dns/promises";
import { request, type IncomingMessage } from "node:http";
import { BlockList, connect, isIP, type Socket } from "node:net";
import type { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { connect as connectTls } from "node:tls";
import { createBrotliDecompress, createUnzip } from "node:zlib";
import type { Context, Outside } from "#app/context.server.ts";
import { second } from "./durations.ts";
import { wording } from "./faults.ts";

/** For everything together: names, connections, redirects and the body. */
const patience = 5 * second;
/** In bytes, before and after decompression. */
const largestBody = 5_000_000;
const mostRedirects = 3;

/** A response of another site; `url` after redirects, `type` as in Content-Type, bytes decompressed. */
type Fetched = { url: string; type: string; bytes: Buffer };

/** Why nothing was fetched; `status`: the site's answer. */
export type FetchFault =
  | {
      error:
        | "unfit-address"
        | "unknown-host"
        | "not-public"
        | "unreachable"
        | "too-slow"
        | "too-large"
        | "too-many-redirects"
        | "unreadable";
    }
  | { error: "refused"; status: number };

/** Words why another site's page or picture was not fetched. */
export const wordFetchFault = wording<FetchFault>({
  "unfit-address": () => "only http and https addresses on the usual ports are fetched, without a password in them",
  "unknown-host": () => "there is no site of this name",
  "not-public": () => "the address leads into a private network",
  unreachable: () => "the site cannot be reached",
  "too-slow": () => "the site took longer than five seconds",
  "too-large": () => "it is larger than 5 MB",
  "too-many-redirects": () => "the site sends from one address to the next without end",
  unreadable: () => "what the site sent cannot be read",
  refused: ({ status }) => `the site answered ${status}`,
});

/**
 * Fetches what an editor's or another site's address names (S-10, 8.30). It connects only to public addresses that it
 * has checked, at every redirect again, and sends neither cookies nor credentials. Addresses that the operator has
 * configured need none of this: a hub may well stand in their own network.
 * @param address absolute, of http or https
 * @param wanted `accept`: media types, as in the header; `redirects`: how many are followed, 3 when left out
 */
export async function fetchSafely(
  context: Context,
  address: string,
  wanted: { accept?: string; redirects?: number } = {},
): Promise<Fetched | FetchFault> {
  const outside = context.outside ?? internet;
  const signal = AbortSignal.timeout(outside.patience ?? patience);
  return untilFault(signal, async () => {
    const headers = { ...usualHeaders(context), Accept: wanted.accept ?? "*/*" };
    const followed = await follow(outside, address, { method: "GET", headers, signal }, wanted.redirects);
    return "error" in followed ? followed : await readResponse(followed.url, followed.response, signal);
  });
}

/** The answer of a page that nobody reads: `movedTo`: its new address, where every redirect says that it is for good. */
type Looked = { status: number; movedTo: string | null };

/**
 * Asks whether a page is there, as carefully as `fetchSafely`, and reads none of it. A site that has no answer without
 * the page is asked for that, too.
 */
export async function lookSafely(context: Context, address: string): Promise<Looked | FetchFault> {
  const outside = context.outside ?? internet;
  const signal = AbortSignal.timeout(outside.patience ?? patience);
  const look = async (method: "HEAD" | "GET"): Promise<Looked | FetchFault> => {
    const followed = await follow(outside, address, { method, headers: usualHeaders(context), signal });
    if ("error" in followed) return followed;
    const { response, url, isForGood } = followed;
    const status = response.statusCode ?? 0;
    response.destroy();
    if (status < 200 || status > 299) return { error: "refused", status };
    return { status, movedTo: isForGood && url.href !== new URL(address).href ? url.href : null };
  };
  return untilFault(signal, async () => {
    const looked = await look("HEAD");
    return "error" in looked && looked.error === "refused" ? look("GET") : looked;
  });
}

function usualHeaders({ config }: Context): Record<string, string> {
  return {
    Accept: "*/*",
    "Accept-Encoding": "gzip, deflate, br",
    "User-Agent": `Mozilla/5.0 (compatible; Pressrun; +${config.appUrl})`,
  };
}

async function untilFault<T>(signal: AbortSignal, work: () => Promise<T | FetchFault>): Promise<T | FetchFault> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return { error: "too-slow" };
    return { error: error instanceof TooLarge ? "too-large" : isOfDecoder(error) ? "unreadable" : "unreachable" };
  }
}

type Followed = { url: URL; response: IncomingMessage; isForGood: boolean };

/** Asks for an address and for those that it redirects to, each of them checked first. */
async function follow(
  outside: Outside,
  address: string,
  asking: Pick<Asking, "method" | "headers" | "signal">,
  most = mostRedirects,
): Promise<Followed | FetchFault> {
  let next = address;
  let isForGood = true;
  for (let redirects = 0; redirects <= most; redirects += 1) {
    const url = fetchable(next);
    if (!url) return { error: "unfit-address" };
    const addresses = await beforeAbort(resolvePublic(outside, hostOf(url)), asking.signal);
    if ("error" in addresses) return addresses;
    const response = await ask(url, { ...asking, connection: openConnection(outside, url, addresses) });
    const location = redirectOf(response);
    if (location === null) return { url, response, isForGood };
    response.destroy();
    isForGood &&= response.statusCode === 301 || response.statusCode === 308;
    next = URL.parse(location, url)?.href ?? "";
  }
  return { error: "too-many-redirects" };
}

const internet: Outside = {
  resolve: async (host) => (await lookup(host, { all: true, order: "verbatim" })).map(({ address }) => address),
  connect: (addresses, port) => {
    const all = addresses.map((address) => ({ address, family: isIP(address) }));
    // The name is looked up here and nowhere else, so that no second answer can lead to another address.
    return connect({ host: "checked", port, autoSelectFamily: true, lookup: (_name, _how, done) => done(null, all) });
  },
};

/** The URL standard writes decimal, octal and short forms of IPv4 addresses in the common form. */
function fetchable(address: string): URL | null {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  return ["", "80", "443"].includes(url.port) ? url : null;
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

async function resolvePublic({ resolve }: Outside, host: string): Promise<string[] | FetchFault> {
  const all = isIP(host) ? [host] : await resolve(host).catch(() => []);
  if (all.length === 0) return { error: "unknown-host" };
  const open = all.filter(isPublic);
  return open.length > 0 ? open : { error: "not-public" };
}

/** Networks of IPv4 that are nobody's on the internet (IANA's registry of special purposes), and multicast. */
const specialNetworks = new BlockList();
for (const [network, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  specialNetworks.addSubnet(network, prefix, "ipv4");

/** The global part of IPv6. Mapped and translated IPv4, local and multicast addresses stand outside of it. */
const globalNetwork = new BlockList();
globalNetwork.addSubnet("2000::", 3, "ipv6");
/** The parts of it that are not: tunnels, which hold IPv4 addresses, and examples. */
const specialNetworks6 = new BlockList();
specialNetworks6.addSubnet("2001::", 23, "ipv6");
specialNetworks6.addSubnet("2001:db8::", 32, "ipv6");
specialNetworks6.addSubnet("2002::", 16, "ipv6");
specialNetworks6.addSubnet("3fff::", 20, "ipv6");

/** True for an IP address that anybody on the internet may reach. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !specialNetworks.check(address, "ipv4");
  return family === 6 && globalNetwork.check(address, "ipv6") && !specialNetworks6.check(address, "ipv6");
}

function openConnection({ connect, authority }: Outside, url: URL, addresses: string[]): () => Socket {
  const isSecure = url.protocol === "https:";
  const host = hostOf(url);
  return () => {
    const socket = connect(addresses, Number(url.port) || (isSecure ? 443 : 80));
    const trusted = authority === undefined ? {} : { ca: authority };
    return isSecure ? connectTls({ socket, host, servername: isIP(host) ? "" : host, ...trusted }) : socket;
  };
}

type Asking = {
  method: "GET" | "HEAD";
  headers: Record<string, string>;
  signal: AbortSignal;
  connection: () => Socket;
};

async function ask(url: URL, { method, headers, signal, connection }: Asking): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({
      method,
      path: url.pathname + url.search,
      headers: { ...headers, Host: url.host, Connection: "close" },
      createConnection: connection,
      signal,
    })
      .on("response", resolve)
      .on("error", reject)
      .end();
  });
}

function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | null {
  return [301, 302, 303, 307, 308].includes(statusCode) ? (headers.location ?? null) : null;
}

class TooLarge extends Error {}

const decoders: Record<string, () => Transform> = {
  gzip: createUnzip,
  "x-gzip": createUnzip,
  deflate: createUnzip,
  br: createBrotliDecompress,
};

async function readResponse(url: URL, response: IncomingMessage, signal: AbortSignal): Promise<Fetched | FetchFault> {
  const fault = faultIn(response);
  if (fault) {
    response.destroy();
    return fault;
  }
  const decoder = decoders[encodingOf(response)];
  const chunks: Buffer[] = [];
  const keep = async (decoded: AsyncIterable<unknown>) => {
    for await (const chunk of limited(decoded as AsyncIterable<Buffer>)) chunks.push(chunk);
  };
  // Both sides are counted: an endless stream may unpack to nothing.
  if (decoder) await pipeline(response, limited, decoder(), keep, { signal });
  else await pipeline(response, keep, { signal });
  return { url: url.href, type: response.headers["content-type"] ?? "", bytes: Buffer.concat(chunks) };
}

function faultIn(response: IncomingMessage): FetchFault | null {
  const { statusCode = 0, headers } = response;
  if (statusCode < 200 || statusCode > 299) return { error: "refused", status: statusCode };
  if (Number(headers["content-length"]) > largestBody) return { error: "too-large" };
  const encoding = encodingOf(response);
  return encoding && encoding !== "identity" && !Object.hasOwn(decoders, encoding) ? { error: "unreadable" } : null;
}

function encodingOf({ headers }: IncomingMessage): string {
  return (headers["content-encoding"] ?? "").trim().toLowerCase();
}

async function* limited(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of chunks) {
    length += chunk.length;
    if (length > largestBody) throw new TooLarge();
    yield chunk;
  }
}

function isOfDecoder(error: unknown): boolean {
  const { code = "" } = error as { code?: string };
  return /^(Z_|ERR__ERROR_|ERR_BROTLI)/.test(code);
}

/** A name server may take its time, and its request cannot be taken back. */
async function beforeAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}
