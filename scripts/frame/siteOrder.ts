import type { MoveOrder } from "#app/models/moving/moves.server.ts";
import { sources, type SourceKind } from "#app/models/moving/sources.server.ts";
import { UsageFault } from "./faults.ts";

type Typed = Record<"dry-run" | "update" | "publish", boolean> & { [Name in "format" | "site" | "as"]?: string } & {
  list?: string | null;
};

/** Reads the options of a move. @throws UsageFault */
export function siteOrder({ "dry-run": dryRun, update, publish, format, site = "", as, list = null }: Typed) {
  const source = sourceNamed(format);
  return { dryRun, update, publish, source, site: addressOf(site), as: kindNamed(as), list };
}

function kindNamed(name: string | undefined): MoveOrder["as"] {
  if (name === undefined || name === "articles" || name === "issues") return name ?? null;
  throw new UsageFault(`--as: “${name}” is neither “articles” nor “issues”.`);
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
