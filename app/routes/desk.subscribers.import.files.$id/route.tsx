import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData, useRevalidator } from "@remix-run/react";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { topicChoices } from "#app/models/articles/topics.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskImportPath } from "#app/models/deskPaths.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import { countedTags, uploadById } from "#app/models/readers/uploads/uploads.server.ts";
import { actOnFile } from "./acts.server.ts";
import { Checking } from "./Checking.tsx";
import { FileFacts } from "./FileFacts.tsx";
import { Foreseen } from "./Foreseen.tsx";
import { foreseenView, lookView, fileOptions } from "./views.server.ts";
import { SettingsForm } from "./SettingsForm.tsx";

export const meta: MetaFunction = () => [{ title: "A file of readers · Desk" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const upload = orNotFound(await uploadById(context, numberFromPath(params.id)));
  if (upload.importId !== null) throw redirect(deskImportPath(upload.importId));
  const { id, name, size, actor, at, stage, settings, rows, done, look, foreseen } = upload;
  return {
    file: { id, name, size, actor, at, stage, rows, done },
    settings,
    look: look && lookView(look),
    foreseen: foreseen && foreseenView(foreseen, settings),
    tags: foreseen && !foreseen.fault ? countedTags(foreseen.tables) : (look?.tags ?? null),
    topics: await topicChoices(context),
    lists: await allLists(context),
    options: fileOptions(),
    timeZone: await timeZoneOf(context),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const id = numberFromPath(params.id);
  const done = await actOnFile(context, editor, id, await postedForm(request));
  return "to" in done ? redirect(done.to) : data(done, 400);
}

export default function FileOfReaders() {
  const { file, settings, look, foreseen, lists, tags, topics, options, timeZone } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { state, revalidate } = useRevalidator();
  const isChecking = file.stage === "checking";
  useLive(isChecking, state === "loading", revalidate);
  const list = lists.find(({ id }) => id === settings.listId)?.name ?? null;
  return (
    <>
      <PageHead
        title="A file of readers"
        lead="Say how it is read, and see what each row would become. Nothing is imported before you say so."
      />
      {answer?.fault && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.fault}
        </NoticeBox>
      )}
      <div className="space-y-6">
        <FileFacts file={file} look={look} whole={settings.states.whole} timeZone={timeZone} />
        {isChecking && <Checking rows={file.rows} done={file.done} />}
        {!isChecking && foreseen && (
          <Foreseen foreseen={foreseen} fileId={file.id} list={list} confirm={settings.confirm} />
        )}
        {!isChecking && (
          <SettingsForm
            key={JSON.stringify(settings)}
            settings={answer?.typed ?? settings}
            faults={{ ...look?.faults, ...answer?.faults }}
            look={look}
            unclear={foreseen?.fault ? foreseen.unclear : []}
            lists={lists}
            tags={tags}
            topics={topics}
            missingTopic={foreseen?.fault ? foreseen.missingTopic : null}
            options={options}
          />
        )}
      </div>
    </>
  );
}
