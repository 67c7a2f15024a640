import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { useEffect } from "react";
import { buttonClass, NoticeBox, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { numberFromForm, numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskIssuePath, deskSegmentPath, deskSubscriberPath } from "#app/models/deskPaths.ts";
import { oneLine } from "#app/models/fields.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { builderParts } from "#app/models/segments/choices.server.ts";
import { countWithSample } from "#app/models/segments/counting.server.ts";
import { changedDraft, draftFromForm, emptyRule, mostOfSegment, stepFromForm } from "#app/models/segments/draft.ts";
import { readRule, type RuleFaults } from "#app/models/segments/rules.server.ts";
import { createSegment, saveSegment, segmentById } from "#app/models/segments/segments.server.ts";
import type { SampledReader } from "#app/models/segments/survey.server.ts";
import { SegmentForm, type SegmentAnswer } from "./SegmentForm.tsx";
import { dropTyped } from "./useTyped.ts";

export const meta: MetaFunction<typeof loader> = ({ data }) => [
  { title: `${data?.segment?.name ?? "New segment"} · Desk` },
];

/** The address of a segment that is not made yet. */
const newOne = "new";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { role, id: editor } = await requireEditor(request, context);
  const segment = params.id === newOne ? null : orNotFound(await segmentById(context, numberFromPath(params.id)));
  const read = segment?.draft ? readRule(segment.draft) : null;
  const rule = read && "rule" in read ? read.rule : null;
  return {
    segment,
    parts: await builderParts(context),
    ...(rule ? await countWithSample(context, rule) : { count: null, sample: [] }),
    mayChange: mayActAs(role, "operator"),
    timeZone: await timeZoneOf(context),
    editor,
    saved: Number(new URL(request.url).searchParams.get("saved")) || null,
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const id = params.id === newOne ? null : numberFromPath(params.id);
  const typed = { name: String(form.get("name") ?? "").slice(0, 1000), draft: draftFromForm(form) };
  const version = numberFromForm(form, "version");
  const step = stepFromForm(form);
  if (step) return answer({ ...typed, draft: changedDraft(typed.draft, step), faults: {}, version }, 200);
  const name = oneLine("Give the segment a name.", mostOfSegment.name).safeParse(typed.name);
  const rule = readRule(typed.draft);
  const faults: RuleFaults = {
    ...("faults" in rule ? rule.faults : {}),
    ...(name.success ? {} : { name: name.error.issues[0]!.message }),
  };
  if (!name.success || "faults" in rule) return answer({ ...typed, faults, version }, 400);
  const given = { name: name.data, rule: rule.rule };
  const saved =
    id === null
      ? await createSegment(context, given, editor.name)
      : await saveSegment(context, id, version, given, editor.name);
  if (!("error" in saved)) return redirect(`${deskSegmentPath(saved.id)}?saved=${saved.version}`);
  if (saved.error === "gone") return answer({ ...typed, faults: {}, version, gone: true }, 404);
  if (saved.error === "name-taken")
    return answer({ ...typed, faults: { name: "Another segment has this name." }, version }, 400);
  // Saved once more, it goes over theirs.
  return answer({ ...typed, faults: {}, version: saved.version, theirs: { by: saved.by, at: saved.at } }, 409);
}

function answer(said: SegmentAnswer, status: number) {
  return data(said, status);
}

const placeOf = (id: number | string, editor: number) => `${id} by ${editor}`;

export default function SegmentPage() {
  const loaded = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { segment, sample, saved, editor } = loaded;
  // Made from the builder of new ones, it leaves nothing there.
  useEffect(() => {
    if (saved === 1) dropTyped(placeOf(newOne, editor));
  }, [saved, editor]);
  return (
    <>
      <PageHead
        title={segment ? <bdi>{segment.name}</bdi> : "New segment"}
        lead={
          segment ? (
            <>Readers {segment.words}</>
          ) : (
            "Choose conditions. The number of readers who fit is counted while you build."
          )
        }
        actions={
          <a href={deskSegmentPath()} className={buttonClass()}>
            All segments
          </a>
        }
      />
      {saved !== null && saved === segment?.version && !answer && (
        <NoticeBox tone="good">The segment is saved.</NoticeBox>
      )}
      {segment?.lacks.map((lack) => (
        <NoticeBox key={lack} tone="bad">
          Nobody can be judged by it. {lack}
        </NoticeBox>
      ))}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <SegmentForm
          key={segment ? `${segment.id} ${segment.version}` : "new"}
          name={segment?.name ?? ""}
          version={segment?.version ?? 0}
          draft={segment?.draft ?? emptyRule}
          {...{ ...loaded, answer }}
          place={placeOf(segment?.id ?? newOne, editor)}
        />
        <div className="min-w-0 space-y-6">
          {segment && <Sample sample={sample} />}
          {segment && <Used waiting={segment.waiting} sent={segment.sent} />}
        </div>
      </div>
    </>
  );
}

function Sample({ sample }: { sample: SampledReader[] }) {
  return (
    <Panel title="Some who fit">
      {sample.length === 0 && <p className="text-sm text-muted">Nobody, as it is saved.</p>}
      <ul className="space-y-2 text-sm">
        {sample.map(({ id, email, name }) => (
          <li key={id} className="min-w-0">
            <a href={deskSubscriberPath(id)} className="wrap-anywhere underline underline-offset-4">
              {email}
            </a>
            {name && (
              <span className="block text-muted">
                <bdi>{name}</bdi>
              </span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Used({ waiting, sent }: { waiting: number[]; sent: number[] }) {
  const all = [...waiting, ...sent];
  return (
    <Panel title="Where it is used">
      {all.length === 0 && <p className="text-sm text-muted">In no issue.</p>}
      <ul className="space-y-1 text-sm">
        {all.slice(0, 20).map((number) => (
          <li key={number}>
            <a href={deskIssuePath(number)} className="underline underline-offset-4">
              Issue {number}
            </a>{" "}
            <span className="text-muted">{waiting.includes(number) ? "to come" : "sent"}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
