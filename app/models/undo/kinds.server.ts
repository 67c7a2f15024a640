import type { Context } from "#app/context.server.ts";
import { reopenDraftLink } from "#app/models/articles/draftLinks.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { formatMoment } from "#app/models/dates.server.ts";
import { deskArticlePath, deskIssuePath, deskPicturePath, deskSegmentPath } from "#app/models/deskPaths.ts";
import { recordEvent } from "#app/models/events.server.ts";
import { bringPictureBack } from "#app/models/library/removing.server.ts";
import { setLimitsAgain, type Limits } from "#app/models/pacing/settings.server.ts";
import { addNotice, reopenNotice } from "#app/models/notices.server.ts";
import { reopenSlot } from "#app/models/sending/schedule/slots.server.ts";
import { restoreSegment } from "#app/models/segments/segments.server.ts";
import type { Role, UndoKind } from "#db/schema/desk.ts";
import { insertKept, type KeptRows } from "./keptRows.server.ts";

/** The facts that undoing needs: the id of what was changed, or the rows that were deleted. */
type Kept = { id: number; article?: number; destination?: string; limits?: Limits; rows?: KeptRows };

type Manner = {
  /** The least role that may undo it: the one that may do it. */
  role: Role;
  /** Says what was done to something of this name. */
  done: (name: string) => string;
  /** Says that it is as before. */
  back: (name: string) => string;
  /** @returns where it is to be seen; null when it cannot be undone any more */
  undo: (context: Context, kept: Kept, by: string) => Promise<string | null>;
};

/** Everything that can be undone at the desk. */
export const undoKinds: Record<UndoKind, Manner> = {
  "article-deleted": {
    role: "writer",
    done: (name) => `The draft “${name}” is deleted.`,
    back: (name) => `The draft “${name}” is back.`,
    undo: async (context, { id, rows = [] }, by) => {
      await insertKept(context, await withoutGonePictures(context, await withFreeSlug(context, rows, id)));
      await holdPastPublication(context, id);
      recordEvent(context, "article-saved", id, by);
      return deskArticlePath(id);
    },
  },
  "issue-deleted": {
    role: "editor",
    done: (name) => `${name} is deleted. Its articles are still there.`,
    back: (name) => `${name} is back.`,
    undo: async (context, { id, rows = [] }, by) => {
      const number = await freeNumber(context, rows);
      const there = await withoutGoneArticles(context, numbered(rows, number));
      await insertKept(context, await withoutGonePictures(context, there));
      recordEvent(context, "issue-saved", id, by);
      return deskIssuePath(number);
    },
  },
  "picture-removed": {
    role: "editor",
    done: (name) => `The picture “${name}” is removed. It can be taken back for 30 days.`,
    back: (name) => `The picture “${name}” is back.`,
    undo: async (context, { id }, by) => ((await bringPictureBack(context, by, id)) ? deskPicturePath(id) : null),
  },
  "slot-ended": {
    role: "operator",
    done: (name) => `The slot is ended: ${name}. Nothing goes out in it any more.`,
    back: (name) => `The slot is there again, from its next time on: ${name}.`,
    undo: async (context, { id }, by) => ((await reopenSlot(context, id, by)) ? "/desk/schedule" : null),
  },
  "draft-link-ended": {
    role: "editor",
    done: (name) => `The link for ${name} is ended: it leads nowhere now.`,
    back: (name) => `The link for ${name} works again.`,
    undo: async (context, { id, article }, by) =>
      (await reopenDraftLink(context, by, id)) ? deskArticlePath(article!, "preview") : null,
  },
  "notice-dismissed": {
    role: "editor",
    done: () => "The notice is dismissed, for everybody.",
    back: () => "The notice is there again.",
    undo: async (context, { id }) => ((await reopenNotice(context, id)) ? "/desk" : null),
  },
  "limits-cleared": {
    role: "operator",
    done: (name) => `${name}: the limits are gone. Senders go by it within a second.`,
    back: (name) => `${name}: the limits are there again.`,
    undo: async (context, { destination, limits }, by) =>
      (await setLimitsAgain(context, destination!, limits!, by)) ? "/desk/settings/pacing" : null,
  },
  "segment-deleted": {
    role: "operator",
    done: (name) => `The segment “${name}” is deleted.`,
    back: (name) => `The segment “${name}” is back.`,
    undo: async (context, { id }, by) => ((await restoreSegment(context, id, by)) ? deskSegmentPath(id) : null),
  },
  "group-ended": {
    role: "operator",
    done: (name) => `The group ${name} is taken apart. Each of its domains has a pace of its own now.`,
    back: (name) => `The group ${name} is there again.`,
    undo: async (context, { rows = [] }) => {
      await insertKept(context, rows);
      return "/desk/settings/pacing";
    },
  },
};

/** Undoing publishes nothing: a time that passed while the draft was deleted is told, and taken away. */
async function holdPastPublication(context: Context, id: number): Promise<void> {
  const past = await context.db
    .selectFrom("articles")
    .select(["headline", "publish_at"])
    .where("id", "=", id)
    .where("publish_at", "<=", context.clock())
    .executeTakeFirst();
  if (!past) return;
  await context.db.updateTable("articles").set({ publish_at: null, publish_by: null }).where("id", "=", id).execute();
  const when = formatMoment(past.publish_at!, await timeZoneOf(context));
  const text = `“${past.headline || "Untitled"}” was not published on ${when}, as it was to: it was deleted then. It is a draft again.`;
  await addNotice(context, { kind: "publication-held", text, link: deskArticlePath(id) });
}

/** A removed picture that only a revision had may have been deleted meanwhile. */
async function withoutGonePictures(context: Context, rows: KeptRows): Promise<KeptRows> {
  const pictures = rows.flatMap(({ table, rows }) =>
    table === "image_uses" ? rows.flatMap((row) => [Number(row.image_id), Number(row.picture_id)]) : [],
  );
  if (pictures.length === 0) return rows;
  const there = await context.db
    .selectFrom("images")
    .select("id")
    .where("id", "in", [...new Set(pictures)])
    .execute();
  const isThere = new Set(there.map(({ id }) => id));
  const stays = (row: KeptRows[number]["rows"][number]) =>
    isThere.has(Number(row.image_id)) && isThere.has(Number(row.picture_id));
  return rows.map((part) => (part.table === "image_uses" ? { ...part, rows: part.rows.filter(stays) } : part));
}

/** An article gets another end of its address, where a new one has taken it. */
async function withFreeSlug(context: Context, rows: KeptRows, id: number): Promise<KeptRows> {
  return Promise.all(
    rows.map(async (part) => {
      const [article] = part.rows;
      if (part.table !== "articles" || !article) return part;
      const taken = await context.db
        .selectFrom("articles")
        .select("id")
        .where("slug", "=", String(article.slug))
        .executeTakeFirst();
      return taken ? { ...part, rows: [{ ...article, slug: `${article.slug}-${id}` }] } : part;
    }),
  );
}

/** Returns the issue's own number, or the next one where a new issue has taken it. */
async function freeNumber(context: Context, rows: KeptRows): Promise<number> {
  const own = Number(rows.find(({ table }) => table === "issues")?.rows[0]?.number);
  const numbers = await context.db.selectFrom("issues").select("number").where("number", ">=", own).execute();
  if (!numbers.some(({ number }) => number === own)) return own;
  return Math.max(...numbers.map(({ number }) => number)) + 1;
}

function numbered(rows: KeptRows, number: number): KeptRows {
  return rows.map((part) =>
    part.table === "issues" ? { ...part, rows: part.rows.map((row) => ({ ...row, number })) } : part,
  );
}

/** Somebody may have deleted an article since no issue held it any more. */
async function withoutGoneArticles(context: Context, rows: KeptRows): Promise<KeptRows> {
  const held = rows.find(({ table }) => table === "issue_articles")?.rows ?? [];
  if (held.length === 0) return rows;
  const ids = held.map((row) => Number(row.article_id));
  const there = await context.db.selectFrom("articles").select("id").where("id", "in", ids).execute();
  const isThere = new Set(there.map(({ id }) => id));
  return rows.map((part) =>
    part.table === "issue_articles"
      ? { ...part, rows: part.rows.filter((row) => isThere.has(Number(row.article_id))) }
      : part,
  );
}
