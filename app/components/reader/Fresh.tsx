import { useContext } from "react";
import { Note } from "#app/components/site/Note.tsx";
import { SiteContext } from "#app/components/ui/SiteContext.ts";
import { mailLink, Said, useWords } from "#app/components/ui/Words.tsx";
import { timeIn } from "#app/i18n/dates.ts";
import { masked } from "./Person.tsx";
import { About, Section, SectionFault } from "./Section.tsx";
import { QuietLink } from "./buttons.tsx";

type FreshProps = {
  /** Masked. */
  email: string;
  /** The page's path, which the button posts to. */
  path: string;
  hours: number;
  suppressed: boolean;
  contact: string;
};

/** Shown instead of a section that needs a short-lived link: why, and how to get one. */
export function FreshNeeded({ sent, refused, ...about }: FreshProps & { sent: boolean; refused?: string }) {
  const words = useWords();
  return (
    <Section id="fresh" title={words("reader.fresh.heading")}>
      {sent && !about.suppressed && (
        <p role="status" className="mt-3 border-s-2 border-good ps-3 font-medium text-good">
          {words("reader.fresh.sent")}
        </p>
      )}
      {refused && (
        <div className="mt-3">
          <SectionFault id="fresh-fault">{refused}</SectionFault>
        </div>
      )}
      <Asking {...about} />
    </Section>
  );
}

/** The same as a page of its own. */
export function FreshNeededPage(about: FreshProps) {
  const words = useWords();
  return (
    <Note title={words("reader.fresh.title")}>
      <Asking {...about} />
      <p>
        <QuietLink href={about.path}>{words("reader.back")}</QuietLink>
      </p>
    </Note>
  );
}

function Asking({ email, path, hours, suppressed, contact }: FreshProps) {
  const words = useWords();
  if (suppressed)
    return (
      <About>
        <Said
          text={({ contact = "" }) => words("reader.fresh.suppressed", { contact })}
          values={{ contact }}
          tags={{ link: mailLink(contact) }}
        />
      </About>
    );
  return (
    <>
      <About>
        <Said
          text={({ email = "" }) => words("reader.fresh.about", { email, count: hours })}
          values={{ email }}
          tags={{ strong: masked }}
        />
      </About>
      <form method="post" action={path} className="mt-5">
        <input type="hidden" name="do" value="fresh-link" />
        <button type="submit" className="button">
          {words("reader.fresh.send")}
        </button>
      </form>
    </>
  );
}

/** Says until when the link opens everything. */
export function FreshUntil({ at }: { at: number }) {
  const words = useWords();
  const { language, timeZone } = useContext(SiteContext);
  const time = timeIn(language, at, timeZone);
  return (
    <p className="mb-9 border-s-2 border-accent ps-4 leading-relaxed">
      <Said
        text={() => words("reader.fresh.until")}
        tags={{ time: () => <time dateTime={new Date(at).toISOString()}>{time}</time> }}
      />
    </p>
  );
}
