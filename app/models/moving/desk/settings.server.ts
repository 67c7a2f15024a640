import { sources, type SourceKind } from "../sources.server.ts";
import type { MoveSettings } from "./siteMoves.server.ts";

/** Returns the programs that can be chosen, by the name that they have in the table. */
export function sourceNames(): { kind: SourceKind; name: string }[] {
  return (Object.keys(sources) as SourceKind[]).map((kind) => ({ kind, name: sources[kind].name }));
}

/** Reads how an export is to move in. `isAddress`: false where what was typed is no address of a site. */
export function moveSettingsFrom(form: FormData): { settings: MoveSettings; isAddress: boolean } {
  const typed = (name: string) => String(form.get(name) ?? "").trim();
  const site = siteOf(typed("site"));
  const [source, as] = [typed("source"), typed("as")];
  return {
    settings: {
      source: Object.hasOwn(sources, source) ? (source as SourceKind) : null,
      site: site ?? "",
      as: as === "articles" || as === "issues" ? as : null,
      list: /^[a-z0-9-]{1,50}$/.exec(typed("list"))?.[0] ?? null,
      publish: form.has("publish"),
      update: form.has("update"),
    },
    isAddress: site !== null,
  };
}

/** @returns the address without a slash at its end, empty for none; null for what is no address */
function siteOf(typed: string): string | null {
  if (typed === "") return "";
  const url = URL.parse(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (!url?.hostname.includes(".") || url.username !== "") return null;
  return url.origin + url.pathname.replace(/\/$/, "");
}
