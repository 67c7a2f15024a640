import { timeZoneFault } from "#app/models/timeZones.server.ts";
import type { SiteFiles } from "../siteFiles.server.ts";
import { readFrontMatter } from "./frontMatter.server.ts";

/** The settings of a site's program that are about its posts; all of it empty where they say nothing. */
export type SiteSettings = {
  /** Like `https://old.example/blog`. */
  address: string;
  timeZone: string;
  /** The pattern of addresses, and those of single sections. */
  permalink: string;
  sections: Record<string, string>;
};

const none: SiteSettings = { address: "", timeZone: "", permalink: "", sections: {} };
const largest = 500_000;
const files =
  /^(_config\.ya?ml|hugo\.(toml|ya?ml|json)|config\.(toml|ya?ml|json)|config\/_default\/(hugo|config)\.(toml|ya?ml|json)|pelicanconf\.py)$/;

/** Reads the settings of Jekyll, Hugo and Pelican; they are read as data, and never run. */
export async function siteSettings(site: SiteFiles): Promise<SiteSettings> {
  const path = site.all.find((one) => files.test(one));
  const read = path ? await site.read(path, largest) : null;
  if (!path || !read || "error" in read) return none;
  const text = read.bytes.toString("utf8").replace(/\r\n?/g, "\n");
  if (path.endsWith(".py")) return ofPython(text);
  const mark = path.endsWith(".toml") ? "+++" : "---";
  const { fields } = await readFrontMatter(path.endsWith(".json") ? text : `${mark}\n${text}\n${mark}\n`);
  const given = new Map(Object.entries(fields).map(([key, value]) => [key.toLowerCase(), value]));
  const said = (key: string) => (typeof given.get(key) === "string" ? (given.get(key) as string) : "");
  const sections = given.get("permalinks");
  const url = said("url") || said("baseurl");
  return {
    address: addressOf(url + (said("url") && said("baseurl").startsWith("/") ? said("baseurl") : "")),
    timeZone: zoneOf(said("timezone")),
    permalink: said("permalink"),
    sections: typeof sections === "object" && sections !== null ? patternsIn(sections) : {},
  };
}

/** Hugo has patterns of pages beside those of sections. */
function patternsIn(sections: object): Record<string, string> {
  const inner = "page" in sections && typeof sections.page === "object" ? (sections.page as object) : sections;
  return Object.fromEntries(Object.entries(inner).filter(([, pattern]) => typeof pattern === "string")) as Record<
    string,
    string
  >;
}

function ofPython(text: string): SiteSettings {
  const value = (name: string) => new RegExp(`^${name}\\s*=\\s*(["'])(.*?)\\1`, "m").exec(text)?.[2] ?? "";
  const pattern = value("ARTICLE_URL") || "{slug}.html";
  const permalink = pattern.replace(/\{date:%(\w)\}|\{(\w+)\}/g, (_, part: string, name: string) =>
    part ? ({ Y: ":year", m: ":month", d: ":day" }[part] ?? "") : `:${name}`,
  );
  return {
    ...none,
    address: addressOf(value("SITEURL")),
    timeZone: zoneOf(value("TIMEZONE")),
    permalink: `/${permalink}`,
  };
}

function addressOf(text: string): string {
  const url = URL.parse(text);
  const isPublic = url && /^https?:$/.test(url.protocol) && url.hostname.includes(".");
  return isPublic ? url.origin + url.pathname.replace(/\/$/, "") : "";
}

function zoneOf(name: string): string {
  return name && timeZoneFault(name) === null ? name : "";
}

/** The facts that a pattern of addresses is filled with. `day`: like `2024-05-01`, empty where there is none. */
export type PatternFacts = {
  slug: string;
  name: string;
  day: string;
  categories: string[];
  section: string;
  folders: string[];
};

const styles: Record<string, string> = {
  date: "/:categories/:year/:month/:day/:title.html",
  pretty: "/:categories/:year/:month/:day/:title/",
  ordinal: "/:categories/:year/:y_day/:title.html",
  none: "/:categories/:title.html",
};

/** Fills a pattern like `/:year/:month/:title/`; empty where a part of it is not known. */
export function filledPattern(pattern: string, facts: PatternFacts): string {
  const [year = "", month = "", day = ""] = facts.day.split("-");
  const values: Record<string, string> = {
    ...{ year, month, day, i_month: month.replace(/^0/, ""), i_day: day.replace(/^0/, ""), short_year: year.slice(2) },
    ...{ title: facts.slug, slug: facts.slug, slugorfilename: facts.slug, slugorcontentbasename: facts.slug },
    ...{ filename: facts.name, contentbasename: facts.name, name: facts.name, output_ext: ".html" },
    ...{ section: facts.section, sections: facts.folders.join("/"), category: facts.categories[0] ?? "" },
  };
  let isKnown = true;
  const path = (styles[pattern] ?? pattern).replace(/:([a-z_]+)/g, (_, name: string) => {
    // Categories may be none, and everything else stands there for certain.
    if (name === "categories") return facts.categories.join("/").toLowerCase();
    if (!values[name]) isKnown = false;
    return values[name] ?? "";
  });
  return isKnown ? path.replace(/\/{2,}/g, "/") : "";
}
