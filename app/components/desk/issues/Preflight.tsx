import { useId, useState } from "react";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";
import { deskArticlePath } from "#app/models/deskPaths.ts";
import type { Mend } from "#app/models/preflight/mends.ts";
import type { Finding, Preflight } from "#app/models/preflight/preflight.server.ts";
import type { FindingSpot } from "#app/models/preflight/spots.server.ts";

/** The way to each kind of spot; one that does not begin with /desk is on a page of the issue. */
const ways: Record<FindingSpot["kind"], { href: string; name: string }> = {
  subject: { href: "#subject", name: "To the subject" },
  preheader: { href: "#preheader", name: "To the preheader" },
  list: { href: "#listId", name: "To the list" },
  intro: { href: "#intro", name: "To the intro" },
  section: { href: "#articles", name: "To the section" },
  item: { href: "#articles", name: "To the items" },
  outro: { href: "#outro", name: "To the outro" },
  articles: { href: "#articles", name: "To the articles" },
  article: { href: "", name: "Open the article" },
  mail: { href: "/preview", name: "To the preview" },
  settings: { href: "/desk/settings", name: "To the settings" },
  schedule: { href: "/desk/schedule", name: "To the schedule" },
  subscribers: { href: "/desk/subscribers", name: "To the subscribers" },
  claim: { href: "/desk/claim", name: "What this means" },
  people: { href: "#people", name: "To the people" },
  rehearsal: { href: "/send#rehearsal", name: "To the rehearsal" },
};

type PreflightListProps = {
  preflight: Preflight;
  /** The page where the issue is composed; `isHere`: it is this one. */
  page: string;
  isHere?: boolean;
  /** Makes a change of the issue's own words. */
  onMend?: (mend: Mend) => void;
  /** Dismisses a finding with a reason, or brings it back without one. */
  onDismiss?: (finding: Finding, why: string | null) => void;
  /** Only findings of this level. */
  level?: Finding["level"];
};

/** All that was found in an issue, in the order in which a reader meets it, each with a way to mend it. */
export function PreflightList({ preflight, page, isHere, onMend, onDismiss, level }: PreflightListProps) {
  const shown = preflight.places
    .map(({ name, findings }) => ({
      name,
      findings: findings.filter((one) => !one.dismissed && (!level || one.level === level)),
    }))
    .filter(({ findings }) => findings.length > 0);
  const dismissed = preflight.places
    .flatMap(({ findings }) => findings)
    .filter((one) => one.dismissed && (!level || one.level === level));
  return (
    <div className="space-y-5">
      {shown.map(({ name, findings }) => (
        <div key={name}>
          <h3 className="mb-2 text-xs font-semibold tracking-wide text-muted uppercase">{name}</h3>
          <ul className="space-y-3 text-sm">
            {findings.map((finding) => (
              <FindingLine
                key={`${finding.check} ${finding.at.id ?? ""} ${finding.why}`}
                finding={finding}
                page={page}
                isHere={isHere}
                onMend={onMend}
                onDismiss={onDismiss}
              />
            ))}
          </ul>
        </div>
      ))}
      {dismissed.length > 0 && <Dismissed findings={dismissed} onDismiss={onDismiss} />}
    </div>
  );
}

type FindingLineProps = { finding: Finding } & Pick<PreflightListProps, "page" | "isHere" | "onMend" | "onDismiss">;

function FindingLine({ finding, page, isHere, onMend, onDismiss }: FindingLineProps) {
  const { at, why, level, mend } = finding;
  const [asks, setAsks] = useState(false);
  const way = ways[at.kind];
  const href = hrefOf(at, page, isHere);
  const isBlocking = level === "blocking";
  return (
    <li className="flex gap-2">
      <span aria-hidden className={`shrink-0 font-bold ${isBlocking ? "text-bad" : "text-warn"}`}>
        {isBlocking ? "✗" : "!"}
      </span>
      <span className="min-w-0 break-words">
        {isBlocking && <span className="sr-only">Prevents sending: </span>}
        {why}{" "}
        <span className="inline-flex flex-wrap gap-x-4">
          <a href={href} className={lineButton}>
            {way.name}
          </a>
          {mend && onMend && (
            <button type="button" onClick={() => onMend(mend)} className={lineButton}>
              {mend.label}
            </button>
          )}
          {!isBlocking && onDismiss && (
            <button type="button" aria-expanded={asks} onClick={() => setAsks(!asks)} className={lineButton}>
              Dismiss…
            </button>
          )}
        </span>
        {asks && onDismiss && <Reason onDismiss={(reason) => onDismiss(finding, reason)} />}
      </span>
    </li>
  );
}

/** Says in a line what was found, or that nothing was. */
export function preflightSummary({ blocking, advisory }: Preflight): string {
  const worth = advisory === 1 ? "One thing is worth a look." : `${advisory} things are worth a look.`;
  if (blocking === 0) return advisory === 0 ? "Nothing was found." : `Nothing prevents sending. ${worth}`;
  const prevents = blocking === 1 ? "One thing prevents sending." : `${blocking} things prevent sending.`;
  return advisory === 0 ? prevents : `${prevents} ${worth}`;
}

const lineButton = "inline-flex min-h-6 cursor-pointer items-center text-accent underline underline-offset-4";

/** Asks why it may stay: the answer is written down, and ends when what it is about changes. */
function Reason({ onDismiss }: { onDismiss: (why: string) => void }) {
  const [why, setWhy] = useState("");
  return (
    <span className="mt-2 block space-y-2">
      <Field id={useId()} label="Why it may stay" hint="Written down with your name, until what it is about changes.">
        <TextInput value={why} maxLength={300} onChange={(event) => setWhy(event.target.value)} />
      </Field>
      <Button type="button" disabled={why.trim() === ""} onClick={() => onDismiss(why.trim())}>
        Dismiss
      </Button>
    </span>
  );
}

type DismissedProps = { findings: Finding[] } & Pick<PreflightListProps, "onDismiss">;

function Dismissed({ findings, onDismiss }: DismissedProps) {
  return (
    <details>
      <summary className="min-h-6 cursor-pointer text-sm text-muted">Dismissed ({findings.length})</summary>
      <ul className="mt-3 space-y-3 text-sm">
        {findings.map((finding) => (
          <li key={`${finding.check} ${finding.subject}`} className="break-words">
            <span className="text-muted">{finding.why}</span> <bdi>{finding.dismissed!.who}</bdi>: “
            <bdi>{finding.dismissed!.why}</bdi>”{" "}
            {onDismiss && (
              <button type="button" className={lineButton} onClick={() => onDismiss(finding, null)}>
                Bring it back
              </button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Returns the way to what a finding is about. @param page where the issue is composed; `isHere`: it is this one */
export function hrefOf({ kind, id }: FindingSpot, page: string, isHere = false): string {
  if (kind === "article") return deskArticlePath(id!);
  const href = kind === "section" ? `#section-${id}` : ways[kind].href;
  if (href.startsWith("/desk") || (isHere && href.startsWith("#"))) return href;
  return page + href;
}
