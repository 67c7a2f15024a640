import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData, useRevalidator } from "@remix-run/react";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { Badge, NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import { importStateWords } from "#app/components/desk/subscribers/importWords.ts";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { importById } from "#app/models/readers/import/imports.server.ts";
import { foreseeUndo } from "#app/models/readers/import/undoForesight.server.ts";
import { uploadOfImport } from "#app/models/readers/uploads/uploads.server.ts";
import { actOnImport } from "./acts.server.ts";
import { ImportFacts } from "./ImportFacts.tsx";
import { GoOn, ImportProgress } from "./ImportProgress.tsx";
import { ImportResult } from "./ImportResult.tsx";
import { UndoPanel } from "./UndoPanel.tsx";

export const meta: MetaFunction<typeof loader> = ({ params }) => [{ title: `Import ${params.id} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const record = orNotFound(await importById(context, numberFromPath(params.id)));
  const upload = await uploadOfImport(context, record.id);
  const mayUndo = record.undoableUntil !== null && record.undoableUntil > context.clock();
  const foreseen = mayUndo ? await foreseeUndo(context, record.id) : null;
  return { record, file: upload ? { id: upload.id } : null, foreseen, timeZone: await timeZoneOf(context) };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const done = await actOnImport(context, editor, numberFromPath(params.id), await postedForm(request));
  return "to" in done ? redirect(done.to) : data(done, 400);
}

export default function ImportAtTheDesk() {
  const { record, file, foreseen, timeZone } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { state, revalidate } = useRevalidator();
  const isMoving = record.state === "running" || record.state === "undoing";
  useLive(isMoving, state === "loading", revalidate);
  const { name, tone } = importStateWords[record.state];
  return (
    <>
      <PageHead title={`Import ${record.id}`} lead={<Badge tone={tone}>{name}</Badge>} />
      {answer?.fault && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.fault}
        </NoticeBox>
      )}
      <div className="space-y-6">
        {record.state === "running" && <ImportProgress record={record} />}
        {!(record.state === "running" && record.done === 0) && <ImportResult record={record} hasRows={file !== null} />}
        {record.state === "cancelled" && file && <GoOn left={record.total - record.done} />}
        <UndoPanel record={record} foreseen={foreseen} timeZone={timeZone} />
        <ImportFacts record={record} timeZone={timeZone} />
      </div>
    </>
  );
}
