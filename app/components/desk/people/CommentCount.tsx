import { Badge } from "#app/components/desk/kit.tsx";
import type { CommentCounts } from "#app/models/comments/threads.server.ts";

/** The open and the new comments of a piece, counted in a list; nothing where there are none. */
export function CommentCount({ counts, path }: { counts: CommentCounts | undefined; path: string }) {
  if (!counts || (counts.open === 0 && counts.unread === 0)) return null;
  const { open, unread } = counts;
  return (
    <a href={`${path}#comments`} className="inline-flex flex-wrap items-center gap-2 text-sm hover:underline">
      {open > 0 && <span>{open === 1 ? "1 open comment" : `${open} open comments`}</span>}
      {unread > 0 && <Badge tone="warn">{unread} new</Badge>}
    </a>
  );
}
