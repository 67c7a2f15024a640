import { createContext, useContext, useMemo, type ComponentProps, type ReactNode } from "react";
import { TermNote } from "./TermNote.tsx";
import type { TermName } from "./terms.ts";
import { useFault } from "./useFault.ts";

export type Tone = "good" | "warn" | "bad" | "plain";

/** The head of a desk page: its one h1, a line below it, and its actions. */
export function PageHead({ title, lead, actions }: { title: ReactNode; lead?: ReactNode; actions?: ReactNode }) {
  return (
    <header className="mb-8 flex flex-wrap items-end justify-between gap-x-6 gap-y-4">
      <div className="min-w-0">
        <h1 className="font-serif text-3xl leading-tight font-medium tracking-tight sm:text-4xl">{title}</h1>
        {lead && <p className="mt-2 max-w-prose text-muted">{lead}</p>}
      </div>
      {actions && <div className="flex flex-wrap gap-3">{actions}</div>}
    </header>
  );
}

type PanelProps = {
  title?: ReactNode;
  /** A word of the title that is explained beside it. */ term?: TermName;
  children: ReactNode;
};

/** A part of a page with its own heading, on a raised sheet. */
export function Panel({ title, term, children }: PanelProps) {
  return (
    <section className="rounded-lg border border-rule bg-raised p-4 sm:p-6">
      {title && (
        <div className="mb-4 flex items-center">
          <h2 className="min-w-0 text-base font-semibold">{title}</h2>
          {term && <TermNote term={term} />}
        </div>
      )}
      {children}
    </section>
  );
}

type ButtonKind = "primary" | "quiet" | "danger";

/** Classes of a button, for a `<Link>` that looks like one. */
export function buttonClass(kind: ButtonKind = "quiet"): string {
  const kinds = {
    primary: "border-accent bg-accent text-on-accent hover:border-accent-strong hover:bg-accent-strong",
    quiet: "border-field/60 bg-raised text-ink hover:border-field hover:bg-sunken",
    danger: "border-bad/60 bg-raised text-bad hover:border-bad hover:bg-bad/10",
  };
  return `inline-flex min-h-10 cursor-pointer wrap-normal items-center justify-center gap-2 rounded-md border px-4 py-2 text-sm font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-60 ${kinds[kind]}`;
}

export function Button({ kind = "quiet", className = "", ...rest }: { kind?: ButtonKind } & ComponentProps<"button">) {
  return <button type="submit" {...rest} className={`${buttonClass(kind)} ${className}`} />;
}

/** The attributes that connect a control to its field's label, hint and error. */
const FieldContext = createContext<{ id?: string; "aria-describedby"?: string; "aria-invalid"?: true }>({});

type FieldProps = {
  id: string;
  label: ReactNode;
  /** A word of the label that is explained beside it. */
  term?: TermName;
  hint?: ReactNode;
  error?: string | string[] | null;
  children: ReactNode;
};

/** A label, one control (`TextInput`, `TextArea`, `Select`), a hint, and the error text. */
export function Field({ id, label, term, hint, error, children }: FieldProps) {
  const faults = [error ?? []].flat();
  useFault(faults.length > 0 && error);
  const isFaulty = faults.length > 0;
  const described = [hint ? `${id}-hint` : "", isFaulty ? `${id}-error` : ""].filter(Boolean).join(" ");
  const wiring = useMemo(
    () => ({
      id,
      ...(described ? { "aria-describedby": described } : {}),
      ...(isFaulty ? { "aria-invalid": true as const } : {}),
    }),
    [id, described, isFaulty],
  );
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,auto)_minmax(1.75rem,1fr)]">
      <label htmlFor={id} className={`mb-1.5 block text-sm font-medium ${term ? "" : "col-span-2"}`}>
        {label}
      </label>
      <div className="col-span-2 row-start-2 min-w-0">
        <FieldContext.Provider value={wiring}>{children}</FieldContext.Provider>
        {hint && (
          <p id={`${id}-hint`} className="mt-1.5 text-sm text-muted">
            {hint}
          </p>
        )}
        {faults.length > 0 && (
          <p id={`${id}-error`} className="mt-1.5 text-sm font-medium text-bad">
            {faults.join(" ")}
          </p>
        )}
      </div>
      {/* Beside the label, and after the control for who goes by Tab. */}
      {term && (
        <span className="col-start-2 row-start-1 -mt-0.5">
          <TermNote term={term} />
        </span>
      )}
    </div>
  );
}

/** Connects a control outside of these three to its `Field`. */
export function useField() {
  return useContext(FieldContext);
}

const control =
  "block w-full min-w-0 rounded-md border border-field bg-raised px-3 py-2 text-base text-ink placeholder:text-muted disabled:border-rule disabled:bg-sunken aria-invalid:border-bad sm:text-sm";

/** Text has its own direction; URLs, numbers and dates are left-to-right. */
export function TextInput({ className = "", ...rest }: ComponentProps<"input">) {
  const dir = /^(text|search)$/.test(rest.type ?? "text") ? "auto" : undefined;
  return <input type="text" dir={dir} {...useField()} {...rest} className={`${control} min-h-10 ${className}`} />;
}

/** Grows with its text where the browser can; `rows` are the least, so that no line is cut in half. */
export function TextArea({ className = "", rows = 4, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      dir="auto"
      {...useField()}
      style={{ minHeight: `calc(${rows}lh + 1rem + 2px)` }}
      {...rest}
      className={`${control} field-sizing-content max-h-[60dvh] ${className}`}
    />
  );
}

export function Select({ className = "", ...rest }: ComponentProps<"select">) {
  return <select {...useField()} {...rest} className={`${control} min-h-10 ${className}`} />;
}

const tints = {
  good: "border-good/40 bg-good/8 text-good",
  warn: "border-warn/40 bg-warn/8 text-warn",
  bad: "border-bad/40 bg-bad/8 text-bad",
  plain: "border-rule bg-sunken text-muted",
};

type NoticeProps = {
  tone?: Tone;
  /** The response to a form whose error this shows: it gets the focus. */
  fault?: unknown;
  children: ReactNode;
};

/** A message. A fault is announced at once, other messages at the next pause. */
export function NoticeBox({ tone = "plain", fault, children }: NoticeProps) {
  useFault(fault);
  return (
    <div
      role={tone === "bad" ? "alert" : "status"}
      {...(fault ? { "data-fault": "", tabIndex: -1, autoFocus: true } : {})}
      className={`mb-6 rounded-md border border-l-4 px-4 py-3 text-sm ${tints[tone]}`}
    >
      <div className="text-ink">{children}</div>
    </div>
  );
}

export function Badge({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={`inline-flex items-center rounded-full border px-2.5 py-0.5 text-xs font-medium whitespace-nowrap ${tints[tone]}`}
    >
      {/* Each text of its own would be a box without its spaces. */}
      <span>{children}</span>
    </span>
  );
}

/** In the place of an empty list: what belongs there, what to do next, and the button for it. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="rounded-lg border border-dashed border-field/60 px-6 py-14 text-center">
      <h2 className="font-serif text-2xl">{title}</h2>
      <div className="mx-auto mt-2 max-w-md text-muted">{children}</div>
      {action && <div className="mt-6 flex flex-wrap justify-center gap-3">{action}</div>}
    </div>
  );
}
