import type { Context } from "#app/context.server.ts";
import type { ApartFor, LetterState } from "#db/schema/conversations.ts";
import { ownWordsOf, partsOfReply } from "./quoting.server.ts";

/** The parts of the inbox. */
export const folders = ["open", "mine", "done", "apart"] as const;
export type Folder = (typeof folders)[number];

/** A conversation as the inbox lists it. Times in milliseconds. */
export type ConversationLine = {
  id: number;
  subject: string;
  /** The name or address of who wrote; empty where nobody can be told. */
  from: string;
  isReader: boolean;
  /** The beginning of the newest message, at most 200 characters. */
  words: string;
  lastAt: number;
  issue: number | null;
  assignedTo: string | null;
  apart: ApartFor | null;
  letter: LetterState | null;
  asksToLeave: boolean;
  files: number;
  messages: number;
  isUnread: boolean;
  isDone: boolean;
};

type Asked = { folder: Folder; search: string; page: number; size: number };

/** Returns the conversations of a folder, the newest first, and how many there are; a search looks in all folders. */
export async function conversationLines(
  context: Context,
  editorId: number,
  asked: Asked,
): Promise<{ lines: ConversationLine[]; total: number }> {
  const { page, size } = asked;
  const wanted = () => narrowed(context, editorId, asked);
  const { total } = await wanted()
    .select(({ fn }) => fn.countAll<number>().as("total"))
    .executeTakeFirstOrThrow();
  const rows = await wanted()
    .leftJoin("issues", "issues.id", "conversations.issue_id")
    .leftJoin("editors", "editors.id", "conversations.assigned_to")
    .leftJoin("subscribers", "subscribers.id", "conversations.subscriber_id")
    .select(["conversations.id", "conversations.subject", "is_reader", "last_at", "apart", "letter", "state"])
    .select(["from_key", "issues.number as issue", "editors.name as assignedTo", "subscribers.name as readerName"])
    .orderBy("last_at", "desc")
    .orderBy("conversations.id", "desc")
    .limit(size)
    .offset((page - 1) * size)
    .execute();
  const messages = await messagesOf(
    context,
    rows.map(({ id }) => id),
  );
  const read = await readTo(
    context,
    editorId,
    rows.map(({ id }) => id),
  );
  const lines = rows.map((row) =>
    lineOf(
      row,
      messages.filter((one) => one.conversation_id === row.id),
      read.get(row.id) ?? 0,
    ),
  );
  return { lines, total: Number(total) };
}

type Listed = {
  id: number;
  subject: string;
  is_reader: number;
  last_at: number;
  apart: ApartFor | null;
  letter: LetterState | null;
  state: "open" | "done";
  from_key: string;
  issue: number | null;
  assignedTo: string | null;
  readerName: string | null;
};

/** @param readTo the newest message that the editor has seen */
function lineOf(row: Listed, own: Awaited<ReturnType<typeof messagesOf>>, readTo: number): ConversationLine {
  const incoming = own.filter(({ direction }) => direction === "in");
  const newest = own.at(-1);
  const name = incoming.at(-1)?.from_name || (row.is_reader ? row.readerName : "");
  return {
    ...{ id: row.id, subject: row.subject, from: name || row.from_key, isReader: row.is_reader === 1 },
    words: newest ? firstWords(newest.text) : "",
    ...{ lastAt: row.last_at, issue: row.issue, assignedTo: row.assignedTo, apart: row.apart, letter: row.letter },
    asksToLeave: incoming.some(({ asks_to_leave: asks, left_at: left }) => asks !== null && left === null),
    files: own.reduce((sum, { files }) => sum + Number(files), 0),
    messages: own.length,
    isUnread: (incoming.at(-1)?.id ?? 0) > readTo,
    isDone: row.state === "done",
  };
}

/** Conversations of a folder, or of all where words are looked for. */
function narrowed({ db }: Context, editorId: number, { folder, search }: Asked) {
  const all = db.selectFrom("conversations");
  if (search !== "") {
    const words = search.toLowerCase().slice(0, 200).split(/\s+/).filter(Boolean).slice(0, 6);
    return words.reduce(
      (query, word) =>
        query.where(({ exists, selectFrom }) =>
          exists(
            selectFrom("conversation_messages")
              .select("id")
              .whereRef("conversation_id", "=", "conversations.id")
              .where("search_key", "like", `%${word.replace(/[%_\\]/g, "")}%`),
          ),
        ),
      all,
    );
  }
  if (folder === "apart") return all.where("apart", "is not", null).where("state", "=", "open");
  if (folder === "done") return all.where("state", "=", "done");
  const open = all.where("state", "=", "open").where("apart", "is", null);
  return folder === "mine" ? open.where("assigned_to", "=", editorId) : open;
}

/** Returns how many conversations each folder has. */
export async function folderCounts(context: Context, editorId: number): Promise<Record<Folder, number>> {
  const counts = await Promise.all(
    folders.map(async (folder) => {
      const { count } = await narrowed(context, editorId, { folder, search: "", page: 1, size: 1 })
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return [folder, Number(count)] as const;
    }),
  );
  return Object.fromEntries(counts) as Record<Folder, number>;
}

/** Returns how many conversations wait for somebody. */
export async function openConversations({ db }: Context): Promise<number> {
  const { count } = await db
    .selectFrom("conversations")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .where("state", "=", "open")
    .where("apart", "is", null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** True where the desk has an inbox: readers' answers come to it, or some came before that was switched off. */
export async function hasInbox(context: Context): Promise<boolean> {
  if (context.config.replyAddress) return true;
  return (await context.db.selectFrom("conversations").select("id").limit(1).executeTakeFirst()) !== undefined;
}

async function messagesOf({ db }: Context, ids: number[]) {
  if (ids.length === 0) return [];
  return db
    .selectFrom("conversation_messages")
    .select(["id", "conversation_id", "direction", "from_name", "asks_to_leave", "left_at"])
    .select(({ fn, val }) => fn<string>("substr", ["text", val(1), val(4000)]).as("text"))
    .select(({ selectFrom }) =>
      selectFrom("conversation_files")
        .select(({ fn }) => fn.countAll<number>().as("files"))
        .whereRef("message_id", "=", "conversation_messages.id")
        .as("files"),
    )
    .where("conversation_id", "in", ids)
    .orderBy("id")
    .execute();
}

async function readTo({ db }: Context, editorId: number, ids: number[]): Promise<Map<number, number>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom("conversation_reads")
    .select(["conversation_id", "read_to"])
    .where("editor_id", "=", editorId)
    .where("conversation_id", "in", ids)
    .execute();
  return new Map(rows.map((row) => [row.conversation_id, row.read_to]));
}

function firstWords(text: string): string {
  const parts = partsOfReply(text);
  const line = (ownWordsOf(parts) || text).replace(/\s+/g, " ").trim();
  const signs = Array.from(line);
  return signs.length <= 200 ? line : `${signs.slice(0, 199).join("")}…`;
}
