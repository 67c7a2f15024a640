import { BlockList, isIP } from "node:net";
import type { RequestHandler } from "express";
import type { Context } from "#app/context.server.ts";
import { day } from "#app/models/durations.ts";
import { addNotice } from "#app/models/notices.server.ts";

/** Networks of an installation's own proxies, never of readers: loopback, private, carrier-grade NAT. */
const localNetworks = new BlockList();
for (const [network, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
] as const)
  localNetworks.addSubnet(network, bits, "ipv4");
for (const [network, bits] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  localNetworks.addSubnet(network, bits, "ipv6");

/** No installation has more; beyond that somebody is forging them. */
const most = 20;

/**
 * Detects a proxy that `TRUSTED_PROXIES` does not name, by its forwarding headers. All its callers count as one, so the
 * limits of a single network would block the whole site. Reported once a day, in the log and at the desk.
 */
export function watchProxies(context: Context): RequestHandler {
  const reportedAt = new Map<string, number>();
  return (request, _response, next) => {
    next();
    const peer = (request.socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
    const fault = faultOfProxy(peer, request.headers, request.app.get("trust proxy fn") as Trust);
    if (
      !fault ||
      (reportedAt.get(peer) ?? 0) > context.clock() - day ||
      (reportedAt.size >= most && !reportedAt.has(peer))
    )
      return;
    reportedAt.set(peer, context.clock());
    context.log.warn({ proxy: peer }, fault);
    addNotice(context, { kind: "proxy", text: fault }).catch((error: unknown) => {
      context.log.error({ error }, "a notice could not be kept");
    });
  };
}

type Trust = (address: string, hop: number) => boolean;

function faultOfProxy(peer: string, headers: Record<string, unknown>, trusts: Trust): string | null {
  const [forwardedFor, forwarded] = [headers["x-forwarded-for"], headers.forwarded];
  if (!isIP(peer) || (forwardedFor === undefined && forwarded === undefined)) return null;
  if (trusts(peer, 0))
    return forwardedFor === undefined
      ? `The proxy at ${peer} names its callers in Forwarded only, which is not read: to us they are one. Let it send X-Forwarded-For.`
      : null;
  if (!localNetworks.check(peer, isIP(peer) === 6 ? "ipv6" : "ipv4")) return null;
  return `Requests come through a proxy at ${peer} that TRUSTED_PROXIES does not name, so all its callers count as one, and limits meant for a single network hold up everybody. If it is yours, set TRUSTED_PROXIES=${peer} (or its network) and start anew.`;
}
