import type { ShownFault } from "#app/models/issues/faultWords.server.ts";

/** The place to mend each kind of fault. */
const places: Record<ShownFault["about"], { href: string; name: string }> = {
  articles: { href: "#articles", name: "To the articles" },
  subject: { href: "#subject", name: "To the subject" },
  intro: { href: "#intro", name: "To the intro" },
  list: { href: "#listId", name: "To the list" },
  settings: { href: "/desk/settings", name: "To the settings" },
  size: { href: "#articles", name: "To the articles" },
  home: { href: "/desk/claim", name: "What this means" },
  rehearsal: { href: "/send#rehearsal", name: "To the rehearsal" },
};

/** The faults that prevent sending, each with a link to mend it. @param page where the issue is composed */
export function Checklist({ faults, page = "" }: { faults: ShownFault[]; page?: string }) {
  if (faults.length === 0)
    return (
      <p className="flex gap-2 text-sm">
        <Mark tone="text-good">✓</Mark> Nothing stands in the way of sending.
      </p>
    );
  return (
    <ul className="space-y-3 text-sm">
      {faults.map((fault) => {
        const place = places[fault.about];
        return (
          <li key={fault.message} className="flex gap-2">
            <Mark tone="text-bad">✗</Mark>
            <span className="min-w-0">
              {fault.message}{" "}
              <a
                href={place.href.startsWith("/desk") ? place.href : page + place.href}
                className="whitespace-nowrap text-accent underline underline-offset-4"
              >
                {place.name}
              </a>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Mark({ tone, children }: { tone: string; children: string }) {
  return (
    <span aria-hidden className={`${tone} shrink-0 font-bold`}>
      {children}
    </span>
  );
}
