import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, Link, useActionData, useLoaderData } from "@remix-run/react";
import { Button, buttonClass, NoticeBox, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { orNotFound, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { deskSubscriberPath } from "#app/models/deskPaths.ts";
import { wordedCount } from "#app/components/desk/wordedCount.ts";
import { askParting, silentReaders, type PartingFault } from "#app/models/growth/partings.server.ts";
import { listBySlug } from "#app/models/readers/lists.server.ts";

export const meta: MetaFunction = () => [{ title: "Let silent readers go · Desk" }];

/** A dry run: all are looked at, however long that takes, and nothing is changed. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const { searchParams } = new URL(request.url);
  const { list, issues } = await askedFor(context, searchParams);
  const silent = await silentReaders(context, list.id, issues);
  const back = `/desk/numbers/readers?list=${list.slug}&issues=${issues}`;
  return { list: { slug: list.slug, name: list.name }, issues, silent, back };
}

async function askedFor(context: Parameters<typeof listBySlug>[0], given: { get(name: string): unknown }) {
  const list = orNotFound(await listBySlug(context, String(given.get("list") ?? "")));
  const typed = Number(given.get("issues") ?? 10);
  return { list, issues: Number.isInteger(typed) && typed >= 1 && typed <= 50 ? typed : 10 };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const { list, issues } = await askedFor(context, form);
  if (form.get("sure") !== "yes") return data({ said: "Tick the box first: this ends subscriptions." }, 400);
  const asked = await askParting(context, { listId: list.id, issues }, editor.name);
  if ("error" in asked) return data({ said: faultWords[asked.error] }, 409);
  return redirect(`/desk/numbers/readers?list=${list.slug}&issues=${issues}`);
}

const faultWords: Record<PartingFault["error"], string> = {
  running: "Another such act for this list is still at work.",
  few: "The list has not had so many issues to everybody yet.",
  forgotten: "The first of these issues is more than a year old: nobody knows any more who got it.",
};

export default function LetGo() {
  const { list, issues, silent, back } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="max-w-3xl space-y-6">
      <PageHead
        title="Let silent readers go"
        lead={`${list.name}, without a sign for ${wordedCount(issues, "issue")}`}
      />
      {answer && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.said}
        </NoticeBox>
      )}
      {"error" in silent ? (
        <NoticeBox>{faultWords[silent.error]}</NoticeBox>
      ) : silent.count === 0 ? (
        <NoticeBox tone="good">Everybody gave a sign: nobody would go.</NoticeBox>
      ) : (
        <Panel title={`${wordedCount(silent.count, "reader")} would go`}>
          <ul className="mb-5 space-y-1 text-sm">
            {silent.sample.map(({ id, email }) => (
              <li key={id}>
                <Link className="break-all underline underline-offset-4" to={deskSubscriberPath(id)}>
                  {email}
                </Link>
              </li>
            ))}
            {silent.count > silent.sample.length && (
              <li className="text-muted">and {(silent.count - silent.sample.length).toLocaleString("en")} more</li>
            )}
          </ul>
          <div className="mb-5 max-w-prose space-y-2 text-sm leading-relaxed">
            <p>
              Their subscriptions to {list.name} end; their other lists stay. Each leaves a receipt that says it was
              you. Who gives a sign before their turn stays.
            </p>
            <p>Nobody is told by mail. For thirty days you can bring back all who have not left by themselves since.</p>
            <p>Silence is not absence: some of them read every issue. Have you asked them?</p>
          </div>
          <Form method="post" className="space-y-4">
            <input type="hidden" name="list" value={list.slug} />
            <input type="hidden" name="issues" value={issues} />
            <label className="flex min-h-10 items-center gap-3 text-sm">
              <input type="checkbox" name="sure" value="yes" className="choice" />
              They were asked, and may go.
            </label>
            <div className="flex flex-wrap gap-3">
              <Button kind="danger">Let {wordedCount(silent.count, "reader")} go</Button>
              <Link className={buttonClass()} to={back}>
                Back
              </Link>
            </div>
          </Form>
        </Panel>
      )}
    </div>
  );
}
