import type { ReactNode } from "react";
import { useWords } from "#app/components/ui/Words.tsx";

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
  const words = useWords();
  return (
    <Note title={title}>
      <p>{words("errors.deadLinkWhy")}</p>
      {children}
    </Note>
  );
}
