import type { ReactNode } from "react";

/** A short page: what happened, or one question with one button. */
export function Note({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="note mx-auto max-w-xl py-12 sm:py-20">
      <h1 className="font-serif text-4xl leading-tight font-semibold text-balance">{title}</h1>
      {children}
    </div>
  );
}

/** A link in a mail that opens nothing; the same for every way to be wrong (H-12). */
export function DeadLink({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Note title={title}>
      <p>
        It may have been cut short by a mail program, or its time may be over. Copy the whole link from the mail and try
        again.
      </p>
      {children}
    </Note>
  );
}
