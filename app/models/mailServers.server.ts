import { lookup, resolveMx } from "node:dns/promises";
import type { Context } from "#app/context.server.ts";

/**
 * Finds out whether a domain takes mail (RFC 5321 5.1, RFC 7505): by its MX, or else by its address.
 * @returns null where name servers cannot tell now
 */
export async function takesMail(context: Context, domain: string): Promise<boolean | null> {
  // A test's internet without name servers says nothing.
  if (context.outside && !context.outside.mailServers) return null;
  const hosts = await named((context.outside?.mailServers ?? mailServersOf)(domain));
  if (hosts === null) return null;
  // One server without a name says that there is none.
  if (hosts.length > 0) return hosts.some((host) => host !== "" && host !== ".");
  const addresses = await named((context.outside?.resolve ?? addressesOf)(domain));
  return addresses === null ? null : addresses.length > 0;
}

async function mailServersOf(domain: string): Promise<string[]> {
  return (await resolveMx(domain)).map(({ exchange }) => exchange);
}

async function addressesOf(domain: string): Promise<string[]> {
  return (await lookup(domain, { all: true })).map(({ address }) => address);
}

/** @returns an empty list for a name that is not there; null for a question that nobody answered */
async function named(asked: Promise<string[]>): Promise<string[] | null> {
  try {
    return await asked;
  } catch (error) {
    return ["ENOTFOUND", "ENODATA"].includes((error as { code?: string }).code ?? "") ? [] : null;
  }
}
