import type { Context } from "#app/context.server.ts";
import { imagesByIds, type Image } from "#app/models/images/images.server.ts";
import { siteAddresses } from "./addresses.server.ts";
import { bodies } from "./bodies.server.ts";
import { fitted } from "./fitting.server.ts";
import { hashOf, keepPostUnlessMade, keptPosts, siteKey, type KeptNow, type Origin } from "./keeping.server.ts";
import type { Became, MovedFile, MoveOrder, MoveSums, MoveWatch } from "./moves.server.ts";
import { movePictures } from "./pictures.server.ts";
import type { MoveNotice, MoveNoticeKind, ReadPost } from "./post.server.ts";
import { formerAddresses } from "./redirecting.server.ts";
import type { SiteFiles } from "./siteFiles.server.ts";
import { slugGiver } from "./slugsOfSite.server.ts";
import { sources, type SourceKind } from "./sources.server.ts";
import type { Surroundings } from "./surroundings.server.ts";

/** An order that is complete; `site`: the former address, by its settings if nobody said one; `listId`: null for no list. */
type Ordered = MoveOrder & { source: SourceKind; listId: number | null };

type Mover = {
  /** Notes where a post is to stand. Every post is planned before the first is moved. */
  plan: (post: ReadPost) => void;
  move: (post: ReadPost) => Promise<MovedFile>;
  end: () => Promise<MoveSums>;
};

/** Opens what moves the posts of a site in, one by one. Long because: every step shares what is known of the site. */
export async function openMover(context: Context, site: SiteFiles, order: Ordered, watch: MoveWatch): Promise<Mover> {
  const { listId, dryRun, source, run = null } = order;
  const origin: Origin = { source, listId, run, program: sources[source].name, site: siteKey(order.site, source) };
  const there = await keptPosts(context, origin);
  const giveSlug = await slugGiver(context);
  const planned = new Map<string, string>();
  const addresses = siteAddresses(context.config.appUrl, order.site);
  const redirects = formerAddresses(context, order.actor, order.site);
  const pictures = movePictures(context, site, { origin: order.site, dryRun, onFetch: watch.onFetch });

  const around = (post: ReadPost, slug: string, note: Note, former: Pictures, used: Pictures): Surroundings => ({
    origin: context.config.appUrl,
    note,
    picture: async (src, line) => {
      const brought = await pictures.bring(post, src);
      const image = "id" in brought ? brought : await stillHere(context, former[src]);
      if (image) used[src] = image.id;
      if ("id" in brought) return brought;
      const what = image ? "kept-picture" : brought.what;
      note({ ...brought, what, line: line ?? lineOf(post, src) });
      return image;
    },
    link: (href, words, line) => {
      const to = addresses.linked(post, slug, href);
      if ("href" in to) return to.href;
      note({ what: linkNotices[to.error], line, detail: [words, `(${href})`].filter(Boolean).join(" ").slice(0, 200) });
      return null;
    },
  });

  const move = async (read: ReadPost): Promise<MovedFile> => {
    const kept = there.of(read);
    const fitting = fitted(read, context.clock(), order.publish);
    const whole = { ...fitting, kind: kindOf(fitting, order.as) };
    const slug = kept?.slug ?? planned.get(read.key) ?? giveSlug(whole);
    const file = { path: whole.path, slug, title: whole.title };
    const hash = hashOf(whole);
    if (kept && (!order.update || kept.hash === hash)) {
      if (!dryRun) await redirects.add(whole, kept.articleId);
      return { ...file, became: order.update ? "unchanged" : "there", notices: [] };
    }
    let notices = [...whole.notices];
    const used: Pictures = {};
    const surroundings = around(whole, slug, (notice) => void notices.push(notice), kept?.pictures ?? {}, used);
    const lead = whole.image && (await surroundings.picture(whole.image.src, null));
    // A picture that is not there needs no description.
    if (!lead) notices = notices.filter(({ what }) => what !== "undescribed");
    const made = await bodies[whole.body.format](whole, surroundings);
    // An empty page on the site, or over words that are here, would be worse than none.
    const isUnread = notices.some(({ what }) => what === "body-unread");
    if (isUnread && kept) return { ...file, became: "unreadable", notices };
    const post = isUnread ? { ...whole, isDraft: true, kind: "article" as const } : whole;
    const isIssue = post.kind === "issue" && listId !== null;
    const became: Became = kept ? "updated" : post.isDraft ? "draft" : isIssue ? "issue" : "published";
    if (dryRun) return { ...file, became, notices };
    // A picture that was not to be had is looked for again.
    const remembered = notices.some(({ what }) => what.startsWith("picture-")) ? "" : hash;
    const here = { hash: remembered, pictures: used };
    const ready = { ...post, ...here, made, imageId: lead?.id ?? null, image: lead && post.image };
    const saved = await keepPostUnlessMade(context, origin, ready, slug, kept, order.actor);
    if (!saved) return { ...file, became: "there", notices: [{ what: "meanwhile", line: null, detail: "" }] };
    const { id, articleId, version, onSite } = saved;
    // The same key twice in one run, as in an archive with a copy, is the same article too.
    there.keep(post.key, { id, articleId, version, onSite, slug: saved.slug, ...here });
    await redirects.add(post, articleId);
    return { ...file, slug: saved.slug, became, notices: [...notices, ...toldOf(post.kind === "issue", saved)] };
  };

  return {
    move,
    plan: (post) => {
      const slug = there.of(post)?.slug ?? planned.get(post.key) ?? giveSlug(post);
      planned.set(post.key, slug);
      addresses.add(post, slug);
    },
    end: async () => ({ fetched: pictures.fetched(), linked: addresses.unknown(), ...(await redirects.end()) }),
  };
}

/** Says how an article came to be other than its post would have it. */
function toldOf(isIssue: boolean, { isInArchive, wasTakenOff, wasEdited }: KeptNow): MoveNotice[] {
  const told: [MoveNoticeKind, boolean][] = [
    ["not-in-archive", isIssue && !isInArchive],
    ["taken-off-here", wasTakenOff],
    ["edited-here", wasEdited],
  ];
  return told.flatMap(([what, isSo]) => (isSo ? [{ what, line: null, detail: "" }] : []));
}

type Note = (notice: MoveNotice) => void;
/** Ids of pictures by their address there. */
type Pictures = Record<string, number>;

/** The picture that a former run brought, where its address answers no more. */
async function stillHere(context: Context, id: number | undefined): Promise<Image | null> {
  return id === undefined ? null : ((await imagesByIds(context, [id])).get(id) ?? null);
}

const linkNotices = { nowhere: "link", scheme: "scheme", note: "wiki-link" } as const satisfies Record<
  string,
  MoveNoticeKind
>;

/** A post becomes what it was, or what was asked for; a draft is never an issue that was sent. */
function kindOf(post: ReadPost, as: MoveOrder["as"]): ReadPost["kind"] {
  if (post.isDraft || post.publishedAt === null || as === "articles") return "article";
  return as === "issues" ? "issue" : post.kind;
}

/** Returns the line of a text that names a picture. */
function lineOf({ body: { format, text, firstLine } }: ReadPost, src: string): number | null {
  if (format !== "markdown") return null;
  const places = [src, decoded(src)].map((name) => text.indexOf(name)).filter((at) => at >= 0);
  return places.length === 0 ? null : text.slice(0, places[0]).split("\n").length + firstLine - 1;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
