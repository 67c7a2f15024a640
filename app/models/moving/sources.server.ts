import { markdownEnding, markdownPosts, type SiteLayout } from "./markdown/posts.server.ts";
import { feedPosts, isFeed } from "./platforms/feeds.server.ts";
import { ghostPosts, isGhost } from "./platforms/ghost.server.ts";
import { isMailchimp, mailchimpMails } from "./platforms/mailchimp.server.ts";
import { hasMails, mailsOf } from "./platforms/mails.server.ts";
import { isMedium, mediumPosts } from "./platforms/medium.server.ts";
import { isSubstack, substackPosts } from "./platforms/substack.server.ts";
import { isWordPress, wordPressAddress, wordPressPosts } from "./platforms/wordpress.server.ts";
import { siteSettings } from "./markdown/settings.server.ts";
import type { HowRead, ReadPost, UnreadFile } from "./post.server.ts";
import type { SiteFiles } from "./siteFiles.server.ts";

/** The programs whose sites can move in. */
export type SourceKind =
  | "substack"
  | "ghost"
  | "wordpress"
  | "medium"
  | "beehiiv"
  | "buttondown"
  | "listmonk"
  | "pressrun"
  | "jekyll"
  | "hugo"
  | "pelican"
  | "eleventy"
  | "astro"
  | "obsidian"
  | "mailchimp"
  | "feed"
  | "markdown";

/** A program whose sites can move in. */
type Source = {
  /** As people call it. */
  name: string;
  /** True for a site that this program made; the first source in the table that says so reads it. */
  isOf: (site: SiteFiles) => boolean | Promise<boolean>;
  /** Its former address where its settings say one, like `https://old.example`; otherwise empty. */
  address?: (site: SiteFiles) => Promise<string>;
  /** Reads its posts, one after the other, with a word about every file that is none. */
  posts: (site: SiteFiles, how: HowRead) => AsyncIterable<ReadPost | UnreadFile>;
};

/** Every source, the most certainly known first: plain Markdown is what nothing else claims. */
export const sources: Record<SourceKind, Source> = {
  substack: { name: "Substack", isOf: isSubstack, posts: substackPosts },
  ghost: { name: "Ghost", isOf: isGhost, posts: ghostPosts },
  wordpress: { name: "WordPress", isOf: isWordPress, address: wordPressAddress, posts: wordPressPosts },
  medium: { name: "Medium", isOf: isMedium, posts: mediumPosts },
  beehiiv: { name: "beehiiv", isOf: hasMails("beehiiv"), posts: mailsOf("beehiiv") },
  buttondown: { name: "Buttondown", isOf: hasMails("buttondown"), posts: mailsOf("buttondown") },
  listmonk: { name: "listmonk", isOf: hasMails("listmonk"), posts: mailsOf("listmonk") },
  pressrun: {
    name: "Another Pressrun",
    isOf: ({ all }) => all.includes("briefing.json") && all.some((path) => /^(articles|drafts)\//.test(path)),
    posts: markdownIn({ isPost: (path) => /^(articles|drafts)\//.test(path), pattern: () => "" }),
  },
  jekyll: {
    name: "Jekyll",
    isOf: ({ all }) => all.some((path) => /^_config\.ya?ml$/.test(path) || /(^|\/)_(posts|drafts)\//.test(path)),
    address: addressInSettings,
    posts: markdownIn({
      isPost: (path) => /(^|\/)_(posts|drafts)\//.test(path),
      isDraft: (path) => /(^|\/)_drafts\//.test(path),
      pattern: ({ permalink }) => permalink || "date",
    }),
  },
  hugo: {
    name: "Hugo",
    isOf: ({ all }) =>
      all.some((path) => /^hugo\.(toml|ya?ml|json)$|^config\/_default\/|^archetypes\//.test(path)) ||
      (all.some((path) => /^config\.(toml|ya?ml|json)$/.test(path)) && all.some((path) => path.startsWith("content/"))),
    address: addressInSettings,
    posts: markdownIn({
      isPost: (path) => path.startsWith("content/") && isNoSection(path),
      pattern: ({ sections }, { section }) => sections[section] ?? "/:sections/:slug/",
      below: /^content\//,
    }),
  },
  pelican: {
    name: "Pelican",
    isOf: ({ all }) => all.includes("pelicanconf.py"),
    address: addressInSettings,
    posts: markdownIn({
      isPost: (path) => path.startsWith("content/") && !/^content\/pages\//.test(path),
      pattern: ({ permalink }) => permalink,
      below: /^content\//,
    }),
  },
  eleventy: {
    name: "Eleventy",
    isOf: ({ all }) => all.some((path) => /^(\.eleventy\.c?js|eleventy\.config\.\w+)$/.test(path)),
    posts: markdownIn({
      isPost: (path) => /(^|\/)(posts?|blog|articles?|news|writing|notes)\//.test(path),
      pattern: () => "/:sections/:filename/",
      below: /^(src|content|site)\//,
    }),
  },
  astro: {
    name: "Astro",
    isOf: ({ all }) => all.some((path) => /^astro\.config\.\w+$/.test(path)),
    posts: markdownIn({
      isPost: (path) => /^src\/(content|data)\//.test(path),
      pattern: () => "/:sections/:slug/",
      below: /^src\/(content|data)\//,
    }),
  },
  obsidian: {
    name: "Obsidian",
    isOf: ({ all }) => all.some((path) => path === ".obsidian" || path.startsWith(".obsidian/")),
    posts: markdownIn({ isPost: (path) => !/^(templates|_templates|\.trash)\//i.test(path) }),
  },
  mailchimp: { name: "Mailchimp", isOf: isMailchimp, posts: mailchimpMails },
  feed: { name: "A feed", isOf: isFeed, posts: feedPosts },
  markdown: {
    name: "Markdown",
    isOf: ({ wanted }) => wanted.some((path) => markdownEnding.test(path)),
    posts: markdownIn({
      isPost: (path) => isNoSection(path) && !/(^|\/)(readme|license|contributing|changelog)\.md$/i.test(path),
    }),
  },
};

/** Hugo's `_index.md` is the page of a section. */
function isNoSection(path: string): boolean {
  return !/(^|\/)_index\.\w+$/.test(path);
}

async function addressInSettings(site: SiteFiles): Promise<string> {
  return (await siteSettings(site)).address;
}

function markdownIn(layout: SiteLayout): Source["posts"] {
  return (site, how) => markdownPosts(site, how, layout);
}

/** Returns the source that made a site, or null for none. */
export async function recognisedSource(site: SiteFiles): Promise<SourceKind | null> {
  for (const kind of Object.keys(sources) as SourceKind[]) if (await sources[kind].isOf(site)) return kind;
  return null;
}
