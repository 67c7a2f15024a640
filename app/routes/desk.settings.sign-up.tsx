import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { Button, EmptyState, Field, Notice, Panel, Select } from "../components/desk/kit.tsx";
import { Snippet } from "../components/desk/signUp/Snippet.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { openLists } from "../models/lists.server.ts";
import { signUpFigures } from "../models/signUpHours.server.ts";
import { isUnderPressure } from "../models/signUpPressure.server.ts";
import { signUpSnippets } from "../models/snippets.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Sign-up · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const briefing = orNotFound(await getBriefing(context));
  const lists = await openLists(context);
  const asked = new URL(request.url).searchParams.get("list");
  const list = lists.find(({ slug }) => slug === asked) ?? lists[0] ?? null;
  return {
    lists,
    list,
    snippets: list && (await signUpSnippets(context, briefing, list)),
    pressure: await isUnderPressure(context),
    figures: await signUpFigures(context),
  };
}

export default function SignUpSettings() {
  const { lists, list, snippets, pressure, figures } = useLoaderData<typeof loader>();
  return (
    <div className="space-y-6">
      {pressure && (
        <Notice tone="warn">
          Sign-ups are under pressure: browsers must show a proof of work, and those without JavaScript are let through
          slowly. It ends by itself when fewer come.
        </Notice>
      )}
      <Panel title="The last day">
        <Figures {...figures} />
      </Panel>
      {list && snippets ? (
        <Panel title="On other sites">
          <div className="space-y-6">
            {lists.length > 1 && <ListChoice lists={lists} chosen={list.slug} />}
            <Snippet
              id="frame"
              label="In a frame"
              hint="The form in the briefing’s own look. Give it another height if something is cut off."
              html={snippets.frame}
            />
            <Snippet
              id="form"
              label="As a form of the site’s own"
              hint="Plain HTML that takes on the look of the site around it. A site with a Content-Security-Policy has to allow this address under form-action."
              html={snippets.form}
            />
          </div>
        </Panel>
      ) : (
        <EmptyState title="No list is open">
          Open one under <Link to="/desk/lists">Lists</Link>, and readers can sign up.
        </EmptyState>
      )}
    </div>
  );
}

type Figures = { asked: number; usual: number; mailed: number; confirmed: number };

function Figures({ asked, usual, mailed, confirmed }: Figures) {
  const figures = [
    ["Most in an hour, this or the last", asked],
    ["Usual in an hour", usual],
    ["Asked to confirm within a day", mailed],
    ["Confirmed within a day", confirmed],
  ] as const;
  return (
    <dl className="grid gap-4 sm:grid-cols-2">
      {figures.map(([term, count]) => (
        <div key={term}>
          <dt className="text-sm text-muted">{term}</dt>
          <dd className="text-xl font-medium tabular-nums">{count.toLocaleString("en-GB")}</dd>
        </div>
      ))}
    </dl>
  );
}

function ListChoice({ lists, chosen }: { lists: { slug: string; name: string }[]; chosen: string }) {
  return (
    <Form method="get" className="flex flex-wrap items-end gap-3">
      <Field id="list" label="For the list">
        <Select name="list" defaultValue={chosen}>
          {lists.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Button>Show</Button>
    </Form>
  );
}
