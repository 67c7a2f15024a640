import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { buttonClass, EmptyState, NoticeBox, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { countingOf } from "#app/models/clicks/counting.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskSegmentPath } from "#app/models/deskPaths.ts";
import { cohortsOf, cohortSteps } from "#app/models/growth/cohorts.server.ts";
import { latestPartings, silentReaders, undoParting } from "#app/models/growth/partings.server.ts";
import { listsWithCounts } from "#app/models/readers/lists.server.ts";
import { readerSigns } from "#app/models/readerSigns.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { createSegment, segmentNamed } from "#app/models/segments/segments.server.ts";
import { CohortTable } from "./CohortTable.tsx";
import { Partings } from "./Partings.tsx";
import { Silent } from "./Silent.tsx";

export const meta: MetaFunction = () => [{ title: "How readers stay · Desk" }];

/** Numbers of issues that a page asks for. */
const choices = [5, 10, 20, 40] as const;
/** Milliseconds that the count may take before it is an estimate. */
const patience = 200;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const { searchParams } = new URL(request.url);
  const lists = await listsWithCounts(context);
  const list = lists.find(({ slug }) => slug === searchParams.get("list")) ?? lists[0] ?? null;
  const issues = choices.find((choice) => String(choice) === searchParams.get("issues")) ?? 10;
  const mayAct = mayActAs(role, "operator");
  const shared = { lists, issues, choices, steps: cohortSteps, signs: Object.values(readerSigns), mayAct };
  if (!list) return { ...shared, list, shown: null, partings: [], timeZone: await timeZoneOf(context) };
  const silent = await silentReaders(context, list.id, issues, patience);
  return {
    ...{ ...shared, list },
    shown: {
      cohorts: await cohortsOf(context, list.id),
      countsClicks: (await countingOf(context, list.id)).clicks !== null,
      // Rows about readers are for operators.
      silent: "error" in silent || mayAct ? silent : { ...silent, sample: [] },
    },
    partings: mayAct ? await latestPartings(context) : [],
    timeZone: await timeZoneOf(context),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  if (form.get("intent") === "undo") {
    const begun = await undoParting(context, numberFromForm(form, "id"), editor.name);
    const said = begun ? "They are being brought back." : "It is too late for that, or it is under way already.";
    return data({ said, isDone: begun }, begun ? 200 : 409);
  }
  const issues = choices.find((choice) => String(choice) === form.get("issues"));
  if (form.get("intent") !== "segment" || !issues) return data({ said: "", isDone: false }, 400);
  const name = `No sign for ${issues} issues`;
  const known = await segmentNamed(context, name);
  if (known !== null) return redirect(deskSegmentPath(known));
  const condition = { kind: "unseen" as const, not: false, value: { issues } };
  const rule = { of: "all" as const, groups: [{ of: "all" as const, conditions: [condition] }] };
  const made = await createSegment(context, { name, rule }, editor.name);
  if ("error" in made) return data({ said: "There is such a segment already.", isDone: false }, 409);
  return redirect(deskSegmentPath(made.id));
}

export default function HowReadersStay() {
  const { lists, list, issues, choices, steps, signs, mayAct, shown, partings, timeZone } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title="How readers stay"
        lead="Who still gets it months after joining, and of whom nothing was noticed lately."
        actions={
          <a href={`/desk/numbers${list ? `?list=${list.slug}` : ""}`} className={buttonClass()}>
            Numbers of the list
          </a>
        }
      />
      {answer && answer.said !== "" && (
        <NoticeBox tone={answer.isDone ? "good" : "bad"} fault={answer.isDone ? undefined : answer}>
          {answer.said}
        </NoticeBox>
      )}
      {lists.length > 1 && list && <Lists lists={lists} current={list.slug} issues={issues} />}
      <div className="space-y-6">
        {list && shown ? (
          <>
            <Months cohorts={shown.cohorts} steps={steps} timeZone={timeZone} />
            <Silent
              {...{ list, issues, choices, signs, mayAct }}
              active={list.active}
              silent={shown.silent}
              countsClicks={shown.countsClicks}
            />
          </>
        ) : (
          <EmptyState title="There is no list yet">Readers join lists; their months stand here then.</EmptyState>
        )}
        <Partings partings={partings} timeZone={timeZone} />
      </div>
    </>
  );
}

function Lists({
  lists,
  current,
  issues,
}: {
  lists: { slug: string; name: string }[];
  current: string;
  issues: number;
}) {
  return (
    <nav aria-label="Lists" className="mb-6 flex flex-wrap gap-x-5 gap-y-2 text-sm">
      {lists.map(({ slug, name }) => (
        <Link
          key={slug}
          to={`?list=${slug}&issues=${issues}`}
          aria-current={slug === current ? "true" : undefined}
          className={slug === current ? "font-semibold" : "text-muted underline underline-offset-4"}
        >
          {name}
        </Link>
      ))}
    </nav>
  );
}

type MonthsProps = {
  cohorts: Awaited<ReturnType<typeof cohortsOf>>;
  steps: readonly number[];
  timeZone: string;
};

function Months({ cohorts, steps, timeZone }: MonthsProps) {
  const isEmpty = !cohorts || (cohorts.own.length === 0 && cohorts.imported.length === 0);
  return (
    <Panel title="By the month of joining">
      {isEmpty && (
        <p className="text-sm">
          {cohorts ? "Nobody has joined yet." : "A sender counts them within the hour; it takes a moment with so many."}
        </p>
      )}
      {cohorts && cohorts.own.length > 0 && (
        <CohortTable caption="Those who joined by themselves" steps={steps} rows={cohorts.own} />
      )}
      {cohorts && cohorts.imported.length > 0 && (
        <>
          <h3 className="mt-6 mb-2 text-sm font-semibold">Brought by imports</h3>
          <CohortTable caption="Those whom imports brought" steps={steps} rows={cohorts.imported} />
        </>
      )}
      <details className="mt-4 text-sm">
        <summary className="cursor-pointer py-2 font-medium">How this is computed</summary>
        <p className="mt-1 max-w-prose text-muted">
          Readers by the month in which they joined, and how many of them still got it at the end of that month and of
          later ones. Gone is who left, was let go or erased, complained, or whose address came back as gone. Who came
          back counts with the month of coming back. An import brings nobody who had left before, so its months look
          better than they were; they count from the import on and stand apart.
          {cohorts && (
            <>
              {" "}
              Counted <Time at={cohorts.countedAt} timeZone={timeZone} />.
            </>
          )}
        </p>
      </details>
    </Panel>
  );
}
