import type { Notice } from "../../models/notices.server.ts";
import { Button } from "./kit.tsx";

/** What everybody at the desk is told until somebody has taken note. @param here the page to come back to */
export function Notices({ notices, here }: { notices: Notice[]; here: string }) {
  if (notices.length === 0) return null;
  return (
    <section aria-label="Notices" className="mb-8 rounded-md border border-l-4 border-warn/40 bg-warn/8">
      <ul className="divide-y divide-warn/30">
        {notices.map(({ id, text, link }) => (
          <li key={id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-3 text-sm">
            <p className="min-w-0 flex-1 basis-64">
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
    </section>
  );
}
