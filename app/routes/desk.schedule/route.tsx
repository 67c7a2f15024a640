import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { SenderNotice } from "#app/components/desk/issues/SenderNotice.tsx";
import { buttonClass, EmptyState, NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import type { Reply } from "#app/components/desk/reply.ts";
import { timeZones } from "#app/components/desk/timeZones.ts";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { digestLines, nextDigest } from "#app/models/digests/overview.server.ts";
import { senderState } from "#app/models/instance/senderProcesses.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import { lastRuns, scheduledLines, slotLines } from "#app/models/sending/schedule/overview.server.ts";
import { describeSlot, makeSlot, slotSchema } from "#app/models/sending/schedule/slots.server.ts";
import { endSlotAtDesk } from "#app/models/undo/acts.server.ts";
import { Digests } from "./Digests.tsx";
import { NewSlot } from "./NewSlot.tsx";
import { RunTable } from "./RunTable.tsx";
import { ScheduledList } from "./ScheduledList.tsx";
import { SlotPanel } from "./SlotPanel.tsx";

export const meta: MetaFunction = () => [{ title: "Schedule · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  return {
    slots: await slotLines(context),
    scheduled: await scheduledLines(context),
    runs: await lastRuns(context),
    nextDigest: await nextDigest(context),
    digests: await digestLines(context),
    senders: await senderState(context),
    lists: (await allLists(context)).map(({ id, slug, name }) => ({ id, slug, name })),
    timeZone: await timeZoneOf(context),
    zones: timeZones(),
    mayChange: mayActAs(role, "operator"),
  };
}

type Answer = { said: string } | { refused: string } | { reply: Reply };

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  if (form.get("intent") === "end") {
    const undo = await endSlotAtDesk(context, editor, numberFromForm(form, "id"));
    return undo !== null
      ? redirect(`/desk/schedule?undo=${undo}`)
      : answer({ refused: "That slot had been ended already." }, 409);
  }
  const parsed = parseForm(slotSchema, form);
  if ("reply" in parsed) return answer({ reply: parsed.reply }, 400);
  const made = await makeSlot(context, parsed.value, editor.name);
  if ("slot" in made) return answer({ said: `The slot is made: ${describeSlot(made.slot)}.` }, 201);
  const fault: Record<string, string[]> =
    made.error === "list-gone"
      ? { listId: ["That list is no longer there."] }
      : { time: ["There is such a slot already, at this time for this list."] };
  return answer({ reply: parsed.fault(fault) }, 400);
}

function answer(said: Answer, status: number) {
  return data(said, status);
}

export default function Schedule() {
  const { slots, scheduled, runs, nextDigest, digests, senders, lists, timeZone, zones, mayChange } =
    useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title="Schedule"
        lead="When issues go out by themselves: the next approved one in each weekly slot, others at a time of their own, and once a month a digest."
      />
      {answer && "said" in answer && <NoticeBox tone="good">{answer.said}</NoticeBox>}
      {answer && "refused" in answer && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.refused}
        </NoticeBox>
      )}
      {answer && "reply" in answer && (
        <NoticeBox tone="bad" fault={answer}>
          No slot was made: mend what is marked below.
        </NoticeBox>
      )}
      {slots.length + scheduled.length > 0 && (
        <SenderNotice senders={senders} waiting={slots.some(({ isDue }) => isDue)} />
      )}
      <div className="max-w-3xl space-y-6">
        {slots.length === 0 && (
          <EmptyState
            title="There is no weekly slot"
            action={
              mayChange && (
                <a href="#weekday" className={buttonClass("primary")}>
                  Choose a day and a time
                </a>
              )
            }
          >
            A slot is a day and a time each week. The next approved issue of a list goes out then by itself.{" "}
            {mayChange
              ? "Until there is one, issues are sent by hand."
              : "An operator can make one; until then issues are sent by hand."}
          </EmptyState>
        )}
        {slots.map((slot) => (
          <SlotPanel key={slot.id} slot={slot} mayChange={mayChange} />
        ))}
        <ScheduledList issues={scheduled} />
        {runs.length > 0 && (
          <section>
            <h2 className="mb-4 text-base font-semibold">The last slots</h2>
            <RunTable runs={runs} />
          </section>
        )}
        <Digests next={nextDigest} digests={digests} />
        {mayChange && (
          <NewSlot
            lists={lists}
            zones={zones}
            timeZone={timeZone}
            reply={answer && "reply" in answer ? answer.reply : undefined}
          />
        )}
      </div>
    </>
  );
}
