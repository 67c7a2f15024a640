import type { Request, RequestHandler, Response } from "express";
import type { Context } from "#app/context.server.ts";
import { longestAgent } from "#app/models/clicks/hits.server.ts";
import { openCountedReader, openLink, type CountedLink } from "#app/models/clicks/linkAddresses.server.ts";
import { hitMethod, signalsOf } from "#app/models/clicks/signals.server.ts";
import { openHitFlood } from "./hitFlood.server.ts";
import type { HitStore } from "./hitStore.server.ts";

/** `/l/READER/LINK`, as it was sent, and what a mail program put after it. */
const counted = /^\/l\/([^/?#]*)\/([A-Za-z0-9_-]+)([^]*)$/;

/**
 * Leads counted links of mails to where they lead, without the database: their targets are in the signed addresses, so that
 * none leads elsewhere (S-11), and all do while it is away. Anything else goes on to the site, which says that there is nothing.
 */
export function countedLinks(context: Context, hits: HitStore): RequestHandler {
  const flood = openHitFlood(context);
  return (request, response, next) => {
    const [, reader, part, rest] = counted.exec(unescaped(request.originalUrl)) ?? [];
    if (reader === undefined || part === undefined) return next();
    const link = openLink(context, part);
    if (!link) return next();
    const { editionId, n } = link;
    const subscriberId = openCountedReader(context, editionId, reader);
    if (!flood.admits({ editionId, subscriberId, n })) return lead(request, response, link);
    hits.note({
      ...{ editionId, n, at: context.clock(), method: hitMethod(request.method), subscriberId },
      signals: signalsOf({ headers: request.headers, httpVersion: request.httpVersion, rest: rest !== "" }),
      agent: shortAgent(request.get("user-agent")),
      network: (request.ip ?? "").replace(/^::ffff:(?=\d+\.)/, ""),
    });
    lead(request, response, link);
  };
}

/** A copy where it is cut: what waits in memory must not hold a header of any length. */
function shortAgent(agent = ""): string {
  return agent.length > longestAgent ? Buffer.from(agent.slice(0, longestAgent)).toString() : agent;
}

/** Some programs escape two of our letters, which need it nowhere. */
function unescaped(target: string): string {
  return target.replace(/%2d/gi, "-").replace(/%5f/gi, "_");
}

/** The guard has set the other headers of an address that nobody shall keep (`no-store`, `noindex`). */
function lead(request: Request, response: Response, { target }: CountedLink): void {
  const { method } = request;
  if (method === "GET" || method === "HEAD")
    return void response.writeHead(302, { Location: asHeader(target), "Content-Length": "0" }).end();
  response.writeHead(method === "OPTIONS" ? 204 : 405, { Allow: "GET, HEAD" }).end();
}

/** As it was written, byte for byte; where a header cannot hold that, as a browser would ask for it. */
function asHeader(target: string): string {
  if (/^[\x21-\x7e]+$/.test(target)) return target;
  return URL.canParse(target) ? new URL(target).href : encodeURI(target.toWellFormed());
}
