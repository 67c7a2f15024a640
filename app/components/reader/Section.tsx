import type { ReactNode } from "react";
import { useWords } from "#app/components/ui/Words.tsx";

type SectionProps = { id: string; title: string; saved?: boolean; children: ReactNode };

/** One section of a reader's page; says so after it was saved. */
export function Section({ id, title, saved, children }: SectionProps) {
  const words = useWords();
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-6 border-t border-rule py-9 sm:py-11">
      <h2 id={`${id}-title`} className="font-serif text-[1.625rem] leading-tight font-semibold">
        {title}
      </h2>
      {saved && (
        <p role="status" className="mt-3 border-s-2 border-good ps-3 font-medium text-good">
          {words("reader.saved")}
        </p>
      )}
      {children}
    </section>
  );
}

export function About({ children }: { children: ReactNode }) {
  return <p className="mt-3 max-w-prose leading-relaxed text-muted">{children}</p>;
}

/** The error beside its field. */
export function SectionFault({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="mb-2 text-[0.9375rem] font-medium text-bad">
      {children}
    </p>
  );
}
