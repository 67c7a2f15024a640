import { pathInSite, type SiteFiles } from "./siteFiles.server.ts";

/** Returns the paths where a picture may lie that a post names, the likeliest first. */
export function placesOfPicture(site: SiteFiles, post: string, written: string): string[] {
  const plain = decoded(written.replace(/[?#].*$/, "")).replace(/^\{\{\s*site\.baseurl\s*\}\}/, "");
  const below = plain.replace(/^\/+/, "").replace(/^~?@?\/+/, "");
  const folders = ["", "static", "public", "assets", "src", "content", "source", "src/assets", "images", "attachments"];
  const places = [pathInSite(post, plain), ...folders.map((folder) => pathInSite("", `${folder}/${below}`))];
  const known = places.filter((path): path is string => path !== null && path !== "" && site.has(path));
  if (known.length > 0 || plain.includes("..")) return [...new Set(known)];
  // Obsidian names an attachment by its file's name alone, wherever it lies.
  const name = below.split("/").at(-1)!;
  return site.all.filter((path) => path.endsWith(`/${name}`) || path === name).slice(0, 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
