import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Button, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { chooseReportReaders, reportSettings, type ListReports } from "#app/models/numbers/reports.server.ts";

export const meta: MetaFunction = () => [{ title: "Reports · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  return reportSettings(context);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const listId = numberFromForm(form, "list");
  const chosen = form.getAll("editor").map(Number);
  const count = await chooseReportReaders(context, editor.name, listId, chosen);
  return count === null
    ? data({ listId, said: null, refused: "There is no such list any more." }, 404)
    : data({ listId, said: wordSaved(count), refused: null });
}

function wordSaved(count: number): string {
  if (count === 0) return "Saved. Nobody gets reports of this list.";
  return `Saved. ${count === 1 ? "One person gets" : `${count} people get`} the next report of this list.`;
}

/** The choice of who gets the numbers of each issue by mail. */
export default function Reports() {
  const { lists, editors } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="space-y-6">
      <p className="max-w-prose text-sm text-muted">
        Two days after an issue has gone out, its numbers are mailed once to those who are chosen here: one page,
        without anything that names a reader. Only people of the desk can be chosen, and who leaves it gets no more.
      </p>
      {answer?.refused && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.refused}
        </NoticeBox>
      )}
      {lists.length === 0 && <p className="text-muted">There is no list yet.</p>}
      {lists.map((list) => (
        <Panel key={list.id} title={<bdi>{list.name}</bdi>}>
          {answer?.said && answer.listId === list.id && <NoticeBox tone="good">{answer.said}</NoticeBox>}
          <ChoosePeople list={list} editors={editors} />
        </Panel>
      ))}
    </div>
  );
}

function ChoosePeople({ list, editors }: { list: ListReports; editors: { id: number; name: string }[] }) {
  return (
    <Form method="post">
      <input type="hidden" name="list" value={list.id} />
      <fieldset>
        <legend className="mb-2 text-sm font-medium">Who gets the report of each issue</legend>
        <div className="grid gap-x-6 gap-y-1 sm:grid-cols-2">
          {editors.map(({ id, name }) => (
            <label key={id} className="flex min-h-10 items-center gap-3 text-sm">
              <input
                type="checkbox"
                name="editor"
                value={id}
                defaultChecked={list.readers.includes(id)}
                className="size-4 shrink-0 accent-accent"
              />
              <bdi className="min-w-0 break-words">{name}</bdi>
            </label>
          ))}
        </div>
      </fieldset>
      <Button kind="primary" className="mt-4">
        Save<span className="sr-only"> who gets reports of {list.name}</span>
      </Button>
    </Form>
  );
}
