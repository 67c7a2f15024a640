import { ReaderChoice } from "#app/components/reader/ReaderChoice.tsx";
import { SectionFault } from "#app/components/reader/Section.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { FaultSummary } from "#app/components/ui/FaultSummary.tsx";
import { useWords } from "#app/components/ui/Words.tsx";

/** Says what is erased and what remains, and asks twice: by a checkbox, and by a button. */
export function EraseQuestion({ email, path, unsure }: { email: string; path: string; unsure: boolean }) {
  const words = useWords();
  return (
    <Note title={words("reader.erase.title")}>
      {unsure && <FaultSummary faults={[{ said: words("reader.fault.sure"), field: "erase-sure" }]} />}
      <p>{words("reader.erase.about")}</p>
      <p>{words("reader.erase.remains")}</p>
      <form method="post">
        {unsure && <SectionFault id="erase-fault">{words("reader.fault.sure")}</SectionFault>}
        <div className="mb-5 border border-rule bg-raised px-5 py-2">
          <ReaderChoice
            type="checkbox"
            id="erase-sure"
            name="sure"
            value="1"
            required
            describedBy={unsure ? "erase-fault" : undefined}
          >
            {words("reader.erase.sure", { email })}
          </ReaderChoice>
        </div>
        <button type="submit" className="button">
          {words("reader.erase.button")}
        </button>
      </form>
      <p className="text-[0.9375rem] text-muted">
        {words("reader.erase.onlyLeave")}{" "}
        <a className="underline underline-offset-4" href={path}>
          {words("reader.back")}
        </a>
      </p>
    </Note>
  );
}
