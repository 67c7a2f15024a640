import type { Notice } from "../../models/notices.server.ts";
import { Button } from "./kit.tsx";

type NoticesProps = { notices: Notice[]; /** The page to come back to. */ here: string };

/** How many are shown before the rest is folded away. */
const few = 3;

/** What everybody at the desk is told until somebody has taken note. */
export function Notices({ notices, here }: NoticesProps) {
  if (notices.length === 0) return null;
  const more = notices.slice(few);
  return (
    <section aria-label="Notices" className="mb-8 rounded-md border border-l-4 border-warn/40 bg-warn/8 text-sm">
      <List notices={notices.slice(0, few)} here={here} />
      {more.length > 0 && (
        <details className="border-t border-warn/30">
          <summary className="cursor-pointer px-4 py-3 font-medium">{more.length} more</summary>
          <List notices={more} here={here} />
        </details>
      )}
    </section>
  );
}

function List({ notices, here }: NoticesProps) {
  return (
    <ul className="divide-y divide-warn/30">
      {notices.map(({ id, text, link }) => (
        <li key={id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-3">
          <p className="min-w-0 flex-1 basis-64 break-words">
            {text}{" "}
            {link && (
              <a href={link} className="whitespace-nowrap text-accent underline underline-offset-4">
                {link.startsWith("/desk/issues/") ? "To the issue" : "To the schedule"}
              </a>
            )}
          </p>
          <form method="post" action="/desk/notices">
            <input type="hidden" name="id" value={id} />
            <input type="hidden" name="to" value={here} />
            <Button aria-label={`Dismiss: ${text}`}>Dismiss</Button>
          </form>
        </li>
      ))}
    </ul>
  );
}
