import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { PageHead, Panel } from "#app/components/desk/kit.tsx";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskUploadPath } from "#app/models/deskPaths.ts";
import { listImports } from "#app/models/readers/import/imports.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import { bringFile } from "#app/models/readers/uploads/bringing.server.ts";
import { settingsFrom } from "#app/models/readers/uploads/settingsForm.server.ts";
import { largestUpload } from "#app/models/readers/uploads/store.server.ts";
import { waitingUploads } from "#app/models/readers/uploads/uploads.server.ts";
import { ImportTable } from "./ImportTable.tsx";
import { receiveForm } from "./receiving.server.ts";
import { UploadForm } from "./UploadForm.tsx";
import { WaitingFiles } from "./WaitingFiles.tsx";
import { wordUploadFault } from "./wordUploadFault.server.ts";

export const meta: MetaFunction = () => [{ title: "Import readers · Desk" }];

const shown = 50;

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const imports = await listImports(context, shown);
  return {
    lists: await allLists(context),
    waiting: await waitingUploads(context),
    imports: imports.map(({ id, list, files, state, startedBy, begunAt, counts, isStopped }) => {
      const { imported, rows } = counts;
      return { id, list, file: files[0] ?? "", state, startedBy, begunAt, imported, rows, isStopped };
    }),
    largest: largestUpload,
    timeZone: await timeZoneOf(context),
  };
}

/** Takes a file as it comes; how it is to be read is asked on its own page, so that a fault there loses no file. */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const { form, file } = await receiveForm(request, context, editor);
  const settings = settingsFrom(form);
  const typed = { list: settings.listId, basis: settings.basis };
  if ("error" in file) return data({ fault: wordUploadFault(file), typed }, 400);
  await bringFile(context, file.id, settings);
  return redirect(deskUploadPath(file.id));
}

export default function ImportReaders() {
  const { lists, waiting, imports, largest, timeZone } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title="Import readers"
        lead="Brings a list from elsewhere, with everybody as what they are there: who left stays away. Nobody is mailed unless you ask for it, and you see what each row would become before anything happens."
      />
      <div className="space-y-6">
        <Panel title="Bring a file">
          <UploadForm lists={lists} largest={largest} answer={answer} />
        </Panel>
        {waiting.length > 0 && <WaitingFiles files={waiting} timeZone={timeZone} />}
        {imports.length > 0 && <ImportTable imports={imports} timeZone={timeZone} />}
      </div>
    </>
  );
}
