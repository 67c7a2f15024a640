import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Badge, Button, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { BodyView } from "#app/components/ui/BodyView.tsx";
import { numberFromForm, orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { countingLists, setCounting, type CountingList } from "#app/models/clicks/counting.server.ts";
import { askingOfLists } from "#app/models/feedback/asking.server.ts";
import { countOf } from "#app/models/fields.server.ts";
import { bodyFromMarkdown } from "#app/models/markdown.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { clicksClause } from "#app/models/site/privacyPolicy.server.ts";
import { AskingPanel } from "./AskingPanel.tsx";

export const meta: MetaFunction = () => [{ title: "Counting · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const briefing = orNotFound(await getBriefing(context));
  const clause = bodyFromMarkdown(clicksClause(briefing));
  return {
    asking: await askingOfLists(context),
    hasAsked: new URL(request.url).searchParams.has("asked"),
    lists: (await countingLists(context)).map((list) => ({
      ...list,
      waiting: list.approved > 0 ? countOf(list.approved, "approved issue") : null,
    })),
    clause: "body" in clause ? clause.body : null,
    language: briefing.language,
    timeZone: briefing.timeZone,
    hasOwnPolicy: Boolean(briefing.privacyPolicy?.trim()),
    mayChange: mayActAs(role, "operator"),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const listId = numberFromForm(form, "list");
  const list = orNotFound((await countingLists(context)).find(({ id }) => id === listId));
  const isOn = form.get("clicks") === "on";
  await setCounting(context, editor.name, list.id, "clicks", isOn);
  return data({ said: `Clicks of “${list.name}” are ${isOn ? "counted" : "not counted"} from now on.` });
}

export default function CountingSettings() {
  const { asking, hasAsked, mayChange } = useLoaderData<typeof loader>();
  return (
    <div className="space-y-6">
      <ClicksPanel />
      <AskingPanel lists={asking} mayChange={mayChange} saved={hasAsked} />
    </div>
  );
}

function ClicksPanel() {
  const { lists, clause, language, timeZone, hasOwnPolicy, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Panel title="Clicks">
      {answer?.said && <NoticeBox tone="good">{answer.said}</NoticeBox>}
      {!mayChange && <NoticeBox>Only an operator can change this.</NoticeBox>}
      <div className="mb-5 max-w-prose space-y-3 text-sm text-muted">
        <p>
          Links of an issue then lead over this site to where the editor wrote, and each request is kept: what people
          followed is told from what machines did. Links to leave, to preferences and to the archive stay as they are,
          and so do tests and previews. A reader can refuse it on their own page, and gets plain links.
        </p>
        <p>
          It holds for issues and digests that begin to go out from then on. Links in mail that is out already work for
          ever, whatever is chosen here.
        </p>
      </div>
      <ul className="divide-y divide-rule border-y border-rule">
        {lists.map((list) => (
          <ListLine key={list.id} {...list} timeZone={timeZone} mayChange={mayChange} />
        ))}
      </ul>
      <h3 className="mt-8 mb-2 text-sm font-semibold">The privacy policy says then</h3>
      {clause && (
        <div lang={language} dir="auto" className="prose max-w-prose border-s-2 border-rule ps-4 text-sm">
          <BodyView body={clause} />
        </div>
      )}
      {hasOwnPolicy && (
        <NoticeBox tone="warn">
          Your site shows a privacy policy of your own, which does not change by itself: write this into it before you
          count.
        </NoticeBox>
      )}
      <p className="mt-4 max-w-prose text-sm text-muted">
        In some countries counting what a single reader clicks needs that reader’s consent. Ask who advises you; off is
        always right.
      </p>
    </Panel>
  );
}

type LineProps = CountingList & { waiting: string | null; timeZone: string; mayChange: boolean };

function ListLine({ id, name, counting, waiting, timeZone, mayChange }: LineProps) {
  const isOn = counting.clicks !== null;
  return (
    <li className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
      <div className="min-w-0">
        <p className="text-sm font-medium break-words">
          {name} <Badge tone={isOn ? "good" : "plain"}>{isOn ? "Counted" : "Not counted"}</Badge>
        </p>
        {counting.clicks !== null && (
          <p className="text-sm text-muted">
            Since <Time at={counting.clicks} timeZone={timeZone} />
          </p>
        )}
        {waiting && <p className="text-sm text-muted">{waiting} of it will go out as chosen here.</p>}
      </div>
      {mayChange && (
        <Form method="post">
          <input type="hidden" name="list" value={id} />
          <Button
            name="clicks"
            value={isOn ? "off" : "on"}
            aria-label={`${isOn ? "Stop counting" : "Count"} clicks of ${name}`}
          >
            {isOn ? "Stop counting" : "Count clicks"}
          </Button>
        </Form>
      )}
    </li>
  );
}
