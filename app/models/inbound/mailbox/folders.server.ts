import type { ImapFlow } from "imapflow";
import type { Context } from "#app/context.server.ts";

/** Where mails go that were read, and those that are too large to be read. */
type Shelf = "Read" | "Unreadable";

/** Marks what was read where nothing can be moved, so that it is not read again. */
export const readKeyword = "$PressrunRead";

/** `put` moves a mail away, or marks it. @returns false when neither can be done */
export type Shelves = { put: (uid: number, shelf: Shelf) => Promise<boolean> };

/**
 * Opens the folders `Pressrun/Read` and `Pressrun/Unreadable`, which are made when they are needed. Nothing is ever deleted.
 * A server that can neither move a mail nor remove exactly one (RFC 6851, RFC 4315) would remove others with it. There, and
 * where no folder can be made, mails stay and are marked.
 */
export function openShelves(context: Context, client: ImapFlow): Shelves {
  const paths = new Map<Shelf, string | null>();
  const mayMove = client.capabilities.has("MOVE") || client.capabilities.has("UIDPLUS");
  if (!mayMove) context.log.info("the mail server can move nothing safely, so what is read stays where it is, marked");
  const pathOf = async (shelf: Shelf) => {
    if (!paths.has(shelf)) paths.set(shelf, await makeFolder(context, client, shelf));
    return paths.get(shelf)!;
  };
  return {
    async put(uid, shelf) {
      const path = mayMove ? await pathOf(shelf) : null;
      if (path !== null) {
        if (await client.messageMove(String(uid), path, { uid: true })) return true;
        // Somebody may have removed the folder meanwhile.
        paths.delete(shelf);
        const again = await pathOf(shelf);
        if (again !== null && (await client.messageMove(String(uid), again, { uid: true }))) return true;
      }
      return client.messageFlagsAdd(String(uid), [readKeyword], { uid: true });
    },
  };
}

/** @returns its path; null when there is none and none can be made */
async function makeFolder(context: Context, client: ImapFlow, shelf: Shelf): Promise<string | null> {
  try {
    return (await client.mailboxCreate(["Pressrun", shelf])).path;
  } catch (error) {
    const { responseText } = error as { responseText?: string };
    if (!client.usable) throw error;
    // Some servers do not say that it is there already.
    const there = (await client.list()).find(({ path, delimiter }) => path.endsWith(`Pressrun${delimiter}${shelf}`));
    if (there) return there.path;
    context.log.warn(
      { folder: `Pressrun/${shelf}`, server: responseText },
      "a folder cannot be made in the mailbox, so what is read stays where it is, marked",
    );
    return null;
  }
}
