import { useWords } from "./Words.tsx";

/** Says above a page that a test mail led to it. */
export function TestNote() {
  const words = useWords();
  return (
    <aside
      aria-label={words("testMail.label")}
      className="mx-auto mt-8 max-w-2xl border-y-2 border-accent bg-sunken px-5 py-4 text-[0.9375rem] leading-relaxed"
    >
      <strong className="text-accent">{words("testMail.label")}.</strong> {words("testMail.note")}
    </aside>
  );
}
