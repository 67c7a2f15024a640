import type { Notice as Told } from "../../models/notices.server.ts";
import { Button } from "./kit.tsx";

type Notice = Told & { isNews: boolean };
type NoticesProps = { notices: Notice[]; /** The page to come back to. */ here: string };

/** How many are shown before the rest is folded away. */
const few = 3;

/** What everybody at the desk is told until somebody has taken note: what needs somebody before what is news. */
export function Notices({ notices, here }: NoticesProps) {
  return (
    <>
      <Section
        label="Notices"
        look="border-warn/40 bg-warn/8 divide-warn/30"
        notices={notices.filter(({ isNews }) => !isNews)}
        here={here}
      />
      <Section
        label="News"
        look="border-rule divide-rule"
        notices={notices.filter(({ isNews }) => isNews)}
        here={here}
      />
    </>
  );
}

function Section({ label, look, notices, here }: NoticesProps & { label: string; look: string }) {
  if (notices.length === 0) return null;
  const more = notices.slice(few);
  return (
    <section aria-label={label} className={`mb-8 divide-y rounded-md border border-l-4 text-sm ${look}`}>
      <List notices={notices.slice(0, few)} here={here} />
      {more.length > 0 && (
        <details>
          <summary className="cursor-pointer px-4 py-3 font-medium">{more.length} more</summary>
          <List notices={more} here={here} />
        </details>
      )}
    </section>
  );
}

function List({ notices, here }: NoticesProps) {
  return (
    <ul className="divide-y divide-inherit">
      {notices.map(({ id, text, link }) => (
        <li key={id} className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 px-4 py-3">
          <p className="min-w-0 flex-1 basis-64 break-words">
            {text}{" "}
            {link && (
              <a href={link} className="whitespace-nowrap text-accent underline underline-offset-4">
                {wordLink(link)}
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

const places: [path: string, words: string][] = [
  ["/desk/issues/", "To the issue"],
  ["/desk/schedule", "To the schedule"],
  ["/desk/settings/log", "To the log"],
  ["/desk/settings", "To the settings"],
  ["/desk/claim", "To the claim"],
];

function wordLink(link: string): string {
  return places.find(([path]) => link.startsWith(path))?.[1] ?? "To the overview";
}
