import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { Badge, Button, Field, PageHead, Panel, TextInput } from "#app/components/desk/kit.tsx";
import { MoveFields } from "#app/components/desk/moving/MoveFields.tsx";
import { noSiteAddress, wordStage } from "#app/components/desk/moving/stageWords.ts";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { formWithFile } from "#app/http/formWithFile.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { deskSiteMovePath } from "#app/models/deskPaths.ts";
import { wording } from "#app/models/faults.ts";
import {
  asItIs,
  keepSettings,
  largestSite,
  listSiteMoves,
  lookAgain,
  receiveSite,
  type SiteUploadFault,
} from "#app/models/moving/desk/siteMoves.server.ts";
import { moveSettingsFrom, sourceNames } from "#app/models/moving/desk/settings.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";

export const meta: MetaFunction = () => [{ title: "Import a site · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const moves = await listSiteMoves(context);
  return {
    moves: moves.map(({ id, name, actor, at, ...move }) => ({ id, name, actor, at, state: wordStage(move) })),
    lists: (await allLists(context)).map(({ slug, name }) => ({ slug, name })),
    sources: sourceNames(),
    blank: asItIs,
    most: largestSite / 1_000_000,
    timeZone: await timeZoneOf(context),
  };
}

const wordFault = wording<SiteUploadFault>({
  "no-file": () => "Choose a file.",
  "too-large-file": ({ most }) => `The file is larger than ${most} MB: npm run import-site takes it.`,
  "too-many-files": ({ most }) => `${most} files wait here already. Import or remove one of them first.`,
});

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const { form, file } = await formWithFile(request, ({ name, bytes }) =>
    receiveSite(context, { name, actor: editor.name }, bytes),
  );
  const { settings, isAddress } = moveSettingsFrom(form);
  const brought = file ?? { error: "no-file" as const };
  if ("error" in brought) {
    const addressFault = isAddress ? null : noSiteAddress;
    return data({ fault: wordFault(brought), addressFault, settings }, 400);
  }
  // The file is not lost over a slip in a field: its page asks again.
  if (!isAddress) {
    await keepSettings(context, brought.id, settings);
    return redirect(`${deskSiteMovePath(brought.id)}?address=unread`);
  }
  await lookAgain(context, brought.id, settings);
  return redirect(deskSiteMovePath(brought.id));
}

export default function ImportSite() {
  const { moves, lists, sources, blank, most, timeZone } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title="Import a site"
        lead="Brings what you published elsewhere, with its dates, authors, topics, pictures and addresses. Nobody is mailed, and you see what each post would become before anything happens."
      />
      <div className="space-y-6">
        <Panel title="Bring a file">
          <form method="post" action="/desk/import-site?index" encType="multipart/form-data" className="grid gap-5">
            <Field
              id="file"
              label="File"
              hint={`The export of Ghost, Substack, WordPress, Medium, beehiiv, Buttondown, listmonk or Mailchimp, a feed, or a zip of a folder of Markdown, up to ${most} MB.`}
              error={answer?.fault}
            >
              <TextInput type="file" name="file" accept=".zip,.json,.xml,.csv,.html,.md,.rss,.atom" />
            </Field>
            <MoveFields
              {...{ sources, lists }}
              settings={answer?.settings ?? blank}
              fault={answer?.addressFault ?? null}
            />
            <div>
              <Button kind="primary">See what it would become</Button>
              <p className="mt-2 text-sm text-muted">Nothing is imported yet.</p>
            </div>
          </form>
        </Panel>
        {moves.length > 0 && <Moves moves={moves} timeZone={timeZone} />}
      </div>
    </>
  );
}

type MovesProps = Pick<ReturnType<typeof useLoaderData<typeof loader>>, "moves" | "timeZone">;

function Moves({ moves, timeZone }: MovesProps) {
  return (
    <Panel title="Brought before">
      <Table caption="Exports of sites, the newest first" head={["File", "State", "By", "Brought"]}>
        {moves.map(({ id, name, state, actor, at }) => (
          <Row key={id}>
            <Cell>
              <a href={deskSiteMovePath(id)} className="font-medium wrap-anywhere underline-offset-4 hover:underline">
                <bdi>{name}</bdi>
              </a>
            </Cell>
            <Cell label="State">
              <Badge tone={state.tone}>{state.name}</Badge>
            </Cell>
            <Cell label="By">
              <bdi>{actor}</bdi>
            </Cell>
            <Cell label="Brought">
              <Time at={at} timeZone={timeZone} />
            </Cell>
          </Row>
        ))}
      </Table>
    </Panel>
  );
}
