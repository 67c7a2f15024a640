import type { ReactNode } from "react";
import { useDir, useWords } from "#app/components/ui/Words.tsx";

/** A short page: a result, or one question with one button. */
export function Note({ title, children }: { title: string; children: ReactNode }) {
  const dir = useDir();
  return (
    <div className="note mx-auto max-w-xl py-12 sm:py-20">
      <h1 dir={dir(title)} className="font-serif text-4xl leading-tight font-semibold text-balance">
        {title}
      </h1>
      {children}
    </div>
  );
}

/** The page of an invalid link; the same for every reason (H-12). */
export function DeadLink({ title, children }: { title: string; children: ReactNode }) {
  const words = useWords();
  return (
    <Note title={title}>
      <p>{words("errors.deadLinkWhy")}</p>
      {children}
    </Note>
  );
}
