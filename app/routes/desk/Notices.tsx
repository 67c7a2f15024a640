import { Button } from "#app/components/desk/kit.tsx";
import type { Notice as Told } from "#app/models/notices.server.ts";

type Notice = Told & { isNews: boolean };
type NoticesProps = { notices: Notice[]; /** The page to return to. */ here: string };

/** Urgent notices come before news; this many of each are shown, the others folded. */
const kinds = {
  urgent: { label: "Notices", few: 3, box: "border-warn/40 bg-warn/8", lines: "divide-y divide-warn/30" },
  news: { label: "News", few: 1, box: "border-rule", lines: "divide-y divide-rule" },
};

/** The open notices, for everybody at the desk. */
export function Notices({ notices, here }: NoticesProps) {
  return (
    <>
      <Section kind="urgent" notices={notices.filter(({ isNews }) => !isNews)} here={here} />
      <Section kind="news" notices={notices.filter(({ isNews }) => isNews)} here={here} />
    </>
  );
}

function Section({ kind, notices, here }: NoticesProps & { kind: keyof typeof kinds }) {
  if (notices.length === 0) return null;
  const { label, few, box, lines } = kinds[kind];
  const more = notices.slice(few);
  return (
    <section aria-label={label} className={`mb-8 rounded-md border border-l-4 text-sm print:hidden ${box} ${lines}`}>
      <List notices={notices.slice(0, few)} here={here} lines={lines} />
      {more.length > 0 && (
        <details>
          <summary className="cursor-pointer px-4 py-3 font-medium">{more.length} more</summary>
          <List notices={more} here={here} lines={lines} />
        </details>
      )}
    </section>
  );
}

function List({ notices, here, lines }: NoticesProps & { lines: string }) {
  return (
    <ul className={lines}>
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
  ["/desk/digests/", "To the digest"],
  ["/desk/schedule", "To the schedule"],
  ["/desk/settings/log", "To the log"],
  ["/desk/settings", "To the settings"],
  ["/desk/claim", "To the claim"],
];

function wordLink(link: string): string {
  return places.find(([path]) => link.startsWith(path))?.[1] ?? "To the overview";
}
