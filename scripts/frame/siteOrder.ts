import { sources, type SourceKind } from "#app/models/moving/sources.server.ts";
import { UsageFault } from "./faults.ts";

type Typed = { "dry-run": boolean; update: boolean; publish: boolean; format?: string; site?: string };

/** Reads the options of a move. @throws UsageFault */
export function siteOrder({ "dry-run": dryRun, update, publish, format, site = "" }: Typed) {
  return { dryRun, update, publish, source: sourceNamed(format), site: addressOf(site) };
}

function sourceNamed(name: string | undefined): SourceKind | null {
  if (name === undefined) return null;
  if (Object.hasOwn(sources, name)) return name as SourceKind;
  throw new UsageFault(`--format: there is no “${name}”; there are ${Object.keys(sources).join(", ")}.`);
}

function addressOf(site: string): string {
  if (site === "") return "";
  const url = URL.parse(/^https?:\/\//i.test(site) ? site : `https://${site}`);
  if (!url?.hostname.includes(".") && url?.hostname !== "localhost")
    throw new UsageFault(`--site: “${site}” is no address of a site, like https://old.example.`);
  return url.origin + url.pathname.replace(/\/$/, "");
}
