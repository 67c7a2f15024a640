import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { buttonClass, EmptyState, PageHead } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { HowComputed } from "#app/components/desk/numbers/HowComputed.tsx";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { issueFigureIds } from "#app/models/numbers/issueFigureWords.ts";
import type { FigureName } from "#app/models/numbers/figureWords.ts";
import { issueNumbers, type IssueNumbers, type NoNumbers } from "#app/models/numbers/issueNumbers.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { ClicksPanel } from "./ClicksPanel.tsx";
import { FigureCard } from "./FigureCard.tsx";
import { LeftPanel } from "./LeftPanel.tsx";
import { ReturnsPanel } from "./ReturnsPanel.tsx";
import { StateNotices } from "./StateNotices.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Numbers of issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const numbers = orNotFound(await issueNumbers(context, numberFromPath(params.number)));
  return { numbers, timeZone: await timeZoneOf(context), mayOperate: mayActAs(role, "operator") };
}

/** The numbers of an issue, beside those of the issues before it. */
export default function IssueNumbersPage() {
  const { numbers, timeZone, mayOperate } = useLoaderData<typeof loader>();
  const hasNumbers = !("state" in numbers);
  return (
    <>
      <PageHead
        title={
          <>
            <span className="mb-2 block font-sans text-sm font-normal tracking-normal text-muted">
              Numbers of issue {numbers.number}
            </span>
            <bdi>{numbers.subject || "No subject yet"}</bdi>
          </>
        }
        lead={hasNumbers && <SentOn numbers={numbers} timeZone={timeZone} />}
        actions={<Actions number={numbers.number} hasNumbers={hasNumbers} />}
      />
      {hasNumbers ? <Numbers numbers={numbers} mayOperate={mayOperate} /> : <Nothing {...numbers} />}
    </>
  );
}

function SentOn({ numbers: { list, sentAt, startedAt }, timeZone }: { numbers: IssueNumbers; timeZone: string }) {
  return (
    <>
      {sentAt === null ? "Going out" : "Sent"} to “<bdi>{list}</bdi>”,{" "}
      <Time at={sentAt ?? startedAt} timeZone={timeZone} />
    </>
  );
}

function Actions({ number, hasNumbers }: { number: number; hasNumbers: boolean }) {
  const files = [
    ["CSV", "csv"],
    ["JSON", "json"],
  ] as const;
  return (
    <div className="flex flex-wrap gap-3 print:hidden">
      <a href={deskIssuePath(number)} className={buttonClass()}>
        The issue
      </a>
      {hasNumbers && (
        <>
          <a href={deskIssuePath(number, "report")} className={buttonClass()}>
            One page to print
          </a>
          {files.map(([name, format]) => (
            <a
              key={format}
              href={deskIssuePath(number, `numbers/file?format=${format}`)}
              className={buttonClass()}
              download
            >
              {name}
            </a>
          ))}
        </>
      )}
    </div>
  );
}

function Numbers({ numbers, mayOperate }: { numbers: IssueNumbers; mayOperate: boolean }) {
  const { number, large, before, clicks, figures, isFolded } = numbers;
  return (
    <>
      <StateNotices numbers={numbers} mayChange={mayOperate} />
      <div className="space-y-6">
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {issueFigureIds.map((id) => {
            const figure = large[id];
            return (
              figure && (
                <FigureCard
                  key={id}
                  {...{ id, number, figure, before }}
                  maySeeRows={mayOperate && !(isFolded && id === "accepted")}
                />
              )
            );
          })}
        </div>
        {clicks && <ClicksPanel number={number} clicks={clicks} accepted={figures.accepted} />}
        <LeftPanel numbers={numbers} />
        <ReturnsPanel numbers={numbers} />
        <HowComputed figures={explained} />
      </div>
    </>
  );
}

const explained: FigureName[] = [
  ...(["audience", "refused", "uncertain", "withdrawn", "cancelled", "clicks"] as const),
  ...(["leftWithinDay", "cameBack", "reasons", "bouncedHard", "bouncedSoft", "blocked"] as const),
];

/** Before the send, and of an issue that another program sent. */
function Nothing(none: NoNumbers) {
  return none.state === "unsent" ? (
    <EmptyState title="Nothing to count yet">The numbers begin when the issue goes out.</EmptyState>
  ) : (
    <EmptyState title="Sent elsewhere">
      <bdi>{none.program}</bdi> sent it. What became of it is not known here, so it has no numbers, and it is left out
      where issues are compared.
    </EmptyState>
  );
}
