import type { IncomingMessage } from "node:http";

/** Doors for readers and for their mail programs, which may be handed on in capitals or with a slash too many. */
const readersDoors = /^\/+(one-click|unsubscribe|confirm|reader|address|subscribe|subscribe-form)(\/+|(?=\?)|$)/i;

/**
 * Writes a request's address in the one form that everything behind may rely on: the target as a path (RFC 9112 3.2.2
 * lets any client write the whole address), and as `Host` our own name as `APP_URL` has it, if it is ours by any
 * spelling. A name that is not ours is left for the guard to refuse.
 */
export function normaliseAddress(request: IncomingMessage, site: URL): void {
  const [, authority, rest] = /^https?:\/\/([^/?]*)(.*)$/is.exec(request.url ?? "") ?? [];
  if (rest !== undefined) request.url = rest.startsWith("/") ? rest : `/${rest}`;
  request.url = request.url?.replace(readersDoors, (_, door: string, slash: string) => {
    return `/${door.toLowerCase()}${slash && "/"}`;
  });
  const named = authority ?? request.headers.host;
  // HTTP/1.0 knows no Host; health checks of load balancers are written in it.
  const host = named === undefined && request.httpVersion === "1.0" ? site.host : plainHost(named ?? "", site.protocol);
  if (host !== null) request.headers.host = isOwnName(host, site) ? site.host : host;
}

/**
 * @param host as it stands in a `Host` header, in any spelling: capitals, the root's dot, an international name in UTF-8
 * @returns the spelling that the URL standard gives it, without the scheme's own port; null for what is no host
 */
export function plainHost(host: string, protocol: string): string | null {
  const text = Buffer.from(host, "latin1").toString("utf8");
  const address = `${protocol}//${text}`;
  if (!/^[^\s/\\?#@%]+$/.test(text) || !URL.canParse(address)) return null;
  const { hostname, port } = new URL(address);
  return hostname.replace(/\.$/, "") + (port && `:${port}`);
}

/** A proxy hands the name on without its port, or with one that only the world outside sees. */
function isOwnName(host: string, site: URL): boolean {
  const name = site.hostname.replace(/\.$/, "");
  return ["", ":80", ":443", `:${site.port}`].some((port) => host === name + port);
}

/** A path as the router will read it, for whoever decides by how it begins: decoded, in small letters, one slash. */
export function plainPath(path: string): string {
  return decoded(path)
    .replace(/^[/\\]+/, "/")
    .toLowerCase();
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
