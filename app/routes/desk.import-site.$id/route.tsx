import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData, useRevalidator } from "@remix-run/react";
import { useLive } from "#app/components/desk/issues/useLive.ts";
import { Badge, Button, buttonClass, NoticeBox, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { MoveFields } from "#app/components/desk/moving/MoveFields.tsx";
import { noSiteAddress, wordStage } from "#app/components/desk/moving/stageWords.ts";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { deskSiteMovePath } from "#app/models/deskPaths.ts";
import { sourceNames } from "#app/models/moving/desk/settings.server.ts";
import { isWorkedOnSite, runOf, siteMoveById } from "#app/models/moving/desk/siteMoves.server.ts";
import { madeByRun } from "#app/models/moving/takingBack.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import { actOnMove } from "./acts.server.ts";
import { FoundPanel } from "./FoundPanel.tsx";
import { wordedFound } from "./found.server.ts";
import { TakeBackPanel, wordUndone } from "./TakeBackPanel.tsx";
import { Working } from "./Working.tsx";

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: `${data?.move.name ?? "Site"} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const { found, ...move } = orNotFound(await siteMoveById(context, numberFromPath(params.id)));
  const asked = new URL(request.url).searchParams;
  const isOver = move.stage === "ended" || move.stage === "cancelled";
  return {
    made: isOver ? await madeByRun(context, runOf(move)) : 0,
    addressFault: asked.get("address") === "unread" ? noSiteAddress : null,
    move: { ...move, isMoving: isWorkedOnSite(move), state: wordStage({ ...move, found }) },
    found: found && wordedFound(found),
    lists: (await allLists(context)).map(({ slug, name }) => ({ slug, name })),
    sources: sourceNames(),
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const id = numberFromPath(params.id);
  orNotFound(await siteMoveById(context, id));
  const acted = await actOnMove(context, id, await postedForm(request), editor.name);
  return "to" in acted ? redirect(acted.to) : data(acted, 400);
}

/** Long because: each stage has its own parts, and they stand in one order. */
export default function SiteMoveAtTheDesk() {
  const { move, found, lists, sources, made, addressFault } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { state, revalidate } = useRevalidator();
  useLive(move.isMoving, state === "loading", revalidate);
  const { name, tone } = move.state;
  const mayStart = (move.stage === "looked" && found?.fault === null) || move.stage === "cancelled";
  return (
    <>
      <PageHead
        title={<bdi>{move.name}</bdi>}
        lead={<Badge tone={tone}>{name}</Badge>}
        actions={
          <a href="/desk/import-site" className={buttonClass()}>
            All imports
          </a>
        }
      />
      {answer?.fault && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.fault}
        </NoticeBox>
      )}
      {move.undone && <NoticeBox tone={move.undone.kept > 0 ? "warn" : "good"}>{wordUndone(move.undone)}</NoticeBox>}
      <div className="space-y-6">
        {move.isMoving && <Working move={move} />}
        {found && !move.isMoving && (
          <FoundPanel found={found} report={move.hasReport ? deskSiteMovePath(move.id, "report") : null} />
        )}
        {mayStart && (
          <Panel title={move.stage === "cancelled" ? "Go on" : "Import it"}>
            <p className="mb-4 max-w-prose text-sm text-muted">
              {move.stage === "cancelled"
                ? "What was imported stays. The rest follows from where it stopped."
                : "Posts become articles and issues with their own dates. Nobody is mailed. It can be cancelled, and goes on from there."}
            </p>
            <form method="post">
              <Button kind="primary" name="intent" value="start">
                {move.stage === "cancelled" ? "Go on with the import" : "Import"}
              </Button>
            </form>
          </Panel>
        )}
        {!move.isMoving && move.stage !== "ended" && (
          <Panel title="How it is read">
            <form method="post" className="grid gap-5">
              <MoveFields
                {...{ sources, lists }}
                settings={move.settings}
                fault={answer?.addressFault ?? addressFault}
              />
              <div>
                <Button name="intent" value="look">
                  See again what it would become
                </Button>
              </div>
            </form>
          </Panel>
        )}
        {made > 0 && <TakeBackPanel made={made} />}
        {!move.isMoving && (
          <form method="post" className="flex flex-wrap items-center justify-between gap-4">
            <p className="text-sm text-muted">
              {move.stage === "ended"
                ? "Removing this removes the report; articles stay."
                : "Removing the file changes nothing else."}
            </p>
            <Button kind="danger" name="intent" value="remove">
              {move.stage === "ended" ? "Remove the report" : "Remove the file"}
            </Button>
          </form>
        )}
      </div>
    </>
  );
}
