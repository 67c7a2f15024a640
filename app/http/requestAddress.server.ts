import type { IncomingMessage } from "node:http";

/** Paths that readers and mail programs may request in capitals or with an extra slash. */
const readersDoors =
  /^\/+(one-click|unsubscribe|confirm|reader|address|draft|test-mail|answer|subscribe|subscribe-form|l)(\/+|(?=\?)|$)/i;

/**
 * Rewrites a request's address to the form that all other code relies on. The target becomes a path, because RFC 9112
 * 3.2.2 allows a whole URL. `Host` becomes the host of `APP_URL`, when it is any spelling of it; the guard refuses
 * other hosts.
 */
export function normaliseAddress(request: IncomingMessage, site: URL): void {
  const [, authority, rest] = /^https?:\/\/([^/?]*)(.*)$/is.exec(request.url ?? "") ?? [];
  if (rest !== undefined) request.url = rest.startsWith("/") ? rest : `/${rest}`;
  request.url = request.url && withoutDots(request.url);
  request.url = request.url?.replace(readersDoors, (_, door: string, slash: string) => {
    return `/${door.toLowerCase()}${slash && "/"}`;
  });
  const named = authority ?? request.headers.host;
  // HTTP/1.0 has no Host; load balancers' health checks use it.
  const host = named === undefined && request.httpVersion === "1.0" ? site.host : plainHost(named ?? "", site.protocol);
  if (host !== null) request.headers.host = isOwnName(host, site) ? site.host : host;
}

const dots = /[/\\](?:\.|%2e){1,2}(?:[/\\]|$)/i;

/** Goes the way of `.` and `..` as the router would, so that `/x/../desk` has the headers and the limits of the desk. */
function withoutDots(target: string): string {
  const [path = ""] = target.split("?", 1);
  if (!path.startsWith("/") || !dots.test(path) || !URL.canParse(`http://site${target}`)) return target;
  const { pathname, search } = new URL(`http://site${target}`);
  return pathname + search;
}

/**
 * @param host value of a `Host` header, in any spelling: capitals, a final dot, an international name in UTF-8
 * @returns its spelling by the URL standard, without the scheme's default port; null for an invalid host
 */
export function plainHost(host: string, protocol: string): string | null {
  const text = Buffer.from(host, "latin1").toString("utf8");
  const address = `${protocol}//${text}`;
  if (!/^[^\s/\\?#@%]+$/.test(text) || !URL.canParse(address)) return null;
  const { hostname, port } = new URL(address);
  return hostname.replace(/\.$/, "") + (port && `:${port}`);
}

/** A proxy forwards the name without its port, or with its own external port. */
function isOwnName(host: string, site: URL): boolean {
  const name = site.hostname.replace(/\.$/, "");
  return ["", ":80", ":443", `:${site.port}`].some((port) => host === name + port);
}

/** Returns a path as the router reads it, for checks of its beginning: decoded, lower case, single slashes. */
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
