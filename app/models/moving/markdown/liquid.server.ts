import { signNamed } from "./shortcodes.server.ts";
import type { Sign } from "./sign.ts";

/** Reads a tag or an output of Liquid or Nunjucks, as in Jekyll and Eleventy. */
export function readLiquid(whole: string): Sign {
  return whole.startsWith("{%") ? readTag(whole) : readOutput(whole);
}

function readTag(whole: string): Sign {
  const [, name = "", rest = ""] = /^\{%-?\s*(\w+)\s*([\s\S]*?)\s*-?%\}$/.exec(whole) ?? [];
  // Addresses of other posts and files: as a path they are found again.
  if (name === "post_url") return { becomes: `${rest.replace(/^["']|["']$/g, "").replace(/^.*\//, "")}.md` };
  if (name === "link") return { becomes: `/${rest.replace(/^["'/]+|["']$/g, "")}` };
  if (name === "include" || name === "include_cached" || name === "include_relative") {
    const [, file = "", values = ""] = /^(\S+)\s*([\s\S]*)$/.exec(rest) ?? [];
    const kind = file
      .replace(/^.*\//, "")
      .replace(/\.\w+$/, "")
      .toLowerCase();
    return signNamed(includeNames[kind] ?? kind, values, whole);
  }
  if (/^(end\w+|else)$/.test(name)) return { becomes: "" };
  return signNamed(name.toLowerCase(), rest, whole);
}

const includeNames: Record<string, string> = {
  youtubeplayer: "youtube",
  "youtube-player": "youtube",
  video: "youtube",
  "responsive-image": "figure",
};

/** The address of the site itself is where its paths begin. */
const ofSite = /^(site|config)\.(base_?url|url|github\.url)$/i;

function readOutput(whole: string): Sign {
  const inner = whole.replace(/^\{\{-?\s*|\s*-?\}\}$/g, "");
  const [value = "", ...filters] = inner.split("|").map((part) => part.trim());
  if (ofSite.test(value)) return { becomes: "" };
  const [, text] = /^["'](.*)["']$/.exec(value) ?? [];
  if (text !== undefined && filters.every((filter) => /^(relative_url|absolute_url|url|prepend|asset)\b/.test(filter)))
    return { becomes: text };
  return { leftOut: whole };
}
