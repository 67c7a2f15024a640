import { Day } from "#app/components/ui/Day.tsx";
import { Said, useWords } from "#app/components/ui/Words.tsx";
import type { ReaderList } from "#app/models/readers/preferences/page.server.ts";
import { ReaderChoice } from "./ReaderChoice.tsx";
import { ReasonForm } from "./Reason.tsx";
import { About, Section, SectionFault } from "./Section.tsx";
import { Doing, QuietButton } from "./buttons.tsx";

type ListsProps = {
  lists: ReaderList[];
  pausedUntil: number | null;
  suppressed: boolean;
  saved: boolean;
  fault?: string;
};

export function Lists({ lists, pausedUntil, suppressed, saved, fault }: ListsProps) {
  const words = useWords();
  const gets = lists.filter(({ status }) => status === "active");
  return (
    <Section id="lists" title={words("reader.lists.heading")} saved={saved}>
      {fault && (
        <div className="mt-3">
          <SectionFault id="lists-fault">{fault}</SectionFault>
        </div>
      )}
      <ul className="mt-6 space-y-5">
        {lists.map((list) => (
          <li key={list.id} className="border border-rule bg-raised p-5 sm:p-7">
            <h3 className="text-lg leading-snug font-semibold">
              <bdi>{list.name}</bdi>
            </h3>
            {list.status === "active" ? (
              <Got list={list} pausedUntil={pausedUntil} />
            ) : (
              <NotGot list={list} suppressed={suppressed} />
            )}
          </li>
        ))}
      </ul>
      {gets.length > 1 && (
        <div className="mt-8 flex flex-wrap items-center gap-x-5 gap-y-3">
          <Doing what="leave-all">
            <QuietButton tone="end">{words("reader.lists.leaveAll")}</QuietButton>
          </Doing>
          <p className="min-w-60 flex-1 text-[0.9375rem] text-muted">{words("reader.lists.leaveAllAbout")}</p>
        </div>
      )}
    </Section>
  );
}

function Got({ list, pausedUntil }: { list: ReaderList; pausedUntil: number | null }) {
  const words = useWords();
  return (
    <>
      <p className="mt-1 text-muted">
        {pausedUntil ? (
          <Said text={() => words("reader.lists.paused")} tags={{ day: () => <Day at={pausedUntil} /> }} />
        ) : (
          words("reader.lists.active")
        )}
      </p>
      <div className="mt-4 flex flex-wrap items-end justify-between gap-x-8 gap-y-5">
        <Doing what="frequency" listId={list.id}>
          <fieldset className="mb-3">
            <legend className="text-[0.9375rem] font-semibold">{words("reader.lists.howOften")}</legend>
            <ReaderChoice type="radio" name="frequency" value="every" chosen={list.frequency === "every"}>
              {words("reader.lists.every")}
            </ReaderChoice>
            <ReaderChoice type="radio" name="frequency" value="monthly" chosen={list.frequency === "monthly"}>
              {words("reader.lists.monthly")}
            </ReaderChoice>
          </fieldset>
          <QuietButton label={`${words("reader.save")}: ${words("reader.lists.howOften")}, ${list.name}`}>
            {words("reader.save")}
          </QuietButton>
        </Doing>
        <Doing what="leave" listId={list.id}>
          <QuietButton tone="end" label={words("reader.lists.leaveOf", { list: list.name })}>
            {words("reader.lists.leave")}
          </QuietButton>
        </Doing>
      </div>
    </>
  );
}

function NotGot({ list, suppressed }: { list: ReaderList; suppressed: boolean }) {
  const words = useWords();
  const { status, endedAt } = list;
  return (
    <>
      <p className="mt-1 text-muted">
        {status === "ended" && endedAt ? (
          <Said text={() => words("reader.lists.ended")} tags={{ day: () => <Day at={endedAt} /> }} />
        ) : (
          words(status === "pending" ? "reader.lists.pending" : "reader.lists.none")
        )}
      </p>
      {!suppressed && list.open && (
        <div className="mt-4">
          <Doing what="join" listId={list.id}>
            <QuietButton label={words("reader.lists.joinWording", { list: list.name })}>
              {words("reader.lists.join")}
            </QuietButton>
          </Doing>
        </div>
      )}
      {status === "ended" &&
        (list.reason ? <About>{words("reader.left.thanks")}</About> : <ReasonForm listId={list.id} folded />)}
    </>
  );
}
