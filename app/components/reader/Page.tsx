import { Note } from "#app/components/site/Note.tsx";
import { FaultSummary } from "#app/components/ui/FaultSummary.tsx";
import { mailLink, Said, useWords } from "#app/components/ui/Words.tsx";
import type { ReaderPage } from "#app/models/readers/preferences/page.server.ts";
import { Counting } from "./Counting.tsx";
import { FreshNeeded, FreshUntil } from "./Fresh.tsx";
import { Lists } from "./Lists.tsx";
import { Pause } from "./Pause.tsx";
import { AddressPanel, Data, masked, Name } from "./Person.tsx";
import { PassOn } from "./PassOn.tsx";
import { TopicChoices } from "./TopicChoices.tsx";

type ReaderFault = { field: "email" | "date" | "fresh" | "lists"; said: string; typed: string };

type PageProps = {
  page: ReaderPage;
  /** The page's path; the paths of data and erasure extend it. */
  path: string;
  contact: string;
  /** The hours of a short-lived link. */
  hours: number;
  /** The section that was just saved. */
  saved: string;
  fault: ReaderFault | null;
};

/** A reader's own page: the reader's address first, then everything they can see and change. */
export function ReaderOwnPage({ page, path, contact, hours, saved, fault }: PageProps) {
  const words = useWords();
  const { email, suppressed } = page;
  const gets = page.lists.some(({ status }) => status === "active");
  const faultOf = (field: ReaderFault["field"]) => (fault?.field === field ? fault : null);
  return (
    <div className="mx-auto max-w-2xl pt-12 sm:pt-16">
      <h1 className="font-serif text-4xl leading-tight font-semibold text-balance">{words("reader.title")}</h1>
      {fault && <FaultSummary faults={[{ said: fault.said, field: fieldIds[fault.field] }]} />}
      <p className="mt-4 text-lg leading-relaxed">
        <Said
          text={({ email = "" }) => words("reader.whose", { email })}
          values={{ email }}
          tags={{ strong: masked }}
        />
      </p>
      <p className="mt-2 mb-9 max-w-prose leading-relaxed text-muted">{words("reader.trust")}</p>
      {page.freshUntil !== null && <FreshUntil at={page.freshUntil} />}
      {suppressed && <Suppressed contact={contact} />}
      <Lists
        lists={page.lists}
        pausedUntil={page.pausedUntil}
        suppressed={suppressed}
        saved={saved === "lists"}
        fault={faultOf("lists")?.said}
      />
      <TopicChoices topics={page.topics} saved={saved === "topics"} />
      {gets && (
        <Pause pausedUntil={page.pausedUntil} days={page.days} saved={saved === "pause"} fault={faultOf("date")} />
      )}
      {page.counting && <Counting {...page.counting} saved={saved === "counting"} />}
      {gets && page.share && <PassOn {...page.share} />}
      {page.freshUntil === null ? (
        <FreshNeeded
          {...{ email, path, hours, suppressed, contact }}
          sent={saved === "fresh"}
          refused={faultOf("fresh")?.said}
        />
      ) : (
        <>
          <Name name={page.name} saved={saved === "name"} />
          {!suppressed && (
            <AddressPanel email={email} change={page.change} saved={saved === "address"} fault={faultOf("email")} />
          )}
          <Data path={path} />
        </>
      )}
    </div>
  );
}

const fieldIds = { email: "new-address", date: "pause-until", fresh: "fresh", lists: "lists" };

function Suppressed({ contact }: { contact: string }) {
  const words = useWords();
  return (
    <p className="mb-9 border-s-2 border-bad ps-4 leading-relaxed">
      <Said
        text={({ contact = "" }) => words("reader.suppressed", { contact })}
        values={{ contact }}
        tags={{ link: mailLink(contact) }}
      />
    </p>
  );
}

/** The page of an invalid link; the same for every reason (H-12). */
export function DeadReaderLink({
  about = "reader.dead.about",
}: {
  about?: "reader.dead.about" | "reader.address.dead";
}) {
  const words = useWords();
  return (
    <Note title={words("errors.deadLink")}>
      <p>{words(about)}</p>
      <p>
        <a className="button" href="/reader">
          {words("reader.dead.ask")}
        </a>
      </p>
    </Note>
  );
}

export function Erased() {
  const words = useWords();
  return (
    <Note title={words("reader.erase.doneTitle")}>
      <p>{words("reader.erase.done")}</p>
      <p className="text-[0.9375rem] text-muted">{words("reader.erase.mail")}</p>
    </Note>
  );
}
