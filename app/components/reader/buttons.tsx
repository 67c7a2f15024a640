import type { ReactNode } from "react";
import { faultAnchor } from "#app/components/ui/FaultSummary.tsx";

const shape =
  "inline-flex min-h-12 cursor-pointer items-center justify-center border px-5 py-2 text-center text-[0.9375rem] font-semibold ";

type ButtonProps = { children: ReactNode; label?: string; tone?: "plain" | "end"; name?: string; value?: string };

/** One of several buttons; `end` is for one that removes something. */
export function QuietButton({ children, label, tone = "plain", name, value }: ButtonProps) {
  const colours =
    tone === "end" ? "border-rule text-bad hover:border-bad" : "border-field hover:border-ink hover:bg-sunken";
  return (
    <button type="submit" aria-label={label} name={name} value={value} className={shape + colours}>
      {children}
    </button>
  );
}

/** A link that looks like the buttons beside it. */
export function QuietLink({ href, children }: { href: string; children: ReactNode }) {
  return (
    <a href={href} className={`${shape}border-field hover:border-ink hover:bg-sunken`}>
      {children}
    </a>
  );
}

/** A form with one action; the response begins at its error, or at what was saved. */
export function Doing({ what, listId, children }: { what: string; listId?: number; children: ReactNode }) {
  return (
    <form method="post" action={faultAnchor}>
      <input type="hidden" name="do" value={what} />
      {listId !== undefined && <input type="hidden" name="listId" value={listId} />}
      {children}
    </form>
  );
}
