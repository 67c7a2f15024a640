import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, Link, useLoaderData } from "@remix-run/react";
import { Button, buttonClass, EmptyState, Field, NoticeBox, Panel, Select } from "#app/components/desk/kit.tsx";
import { looks, type Look } from "#app/components/site/EmbeddedPage.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { openLists } from "#app/models/readers/lists.server.ts";
import { signUpSnippets } from "#app/models/readers/sign-up/embedCode.server.ts";
import { isUnderPressure } from "#app/models/readers/sign-up/floodAlarm.server.ts";
import { signUpFigures } from "#app/models/readers/sign-up/statistics.server.ts";
import { Snippet } from "./Snippet.tsx";

export const meta: MetaFunction = () => [{ title: "Sign-up · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context);
  const briefing = orNotFound(await getBriefing(context));
  const lists = await openLists(context);
  const { searchParams } = new URL(request.url);
  const wanted = searchParams.get("list");
  const look = looks.find((one) => one === searchParams.get("look")) ?? "auto";
  const list = lists.find(({ slug }) => slug === wanted) ?? lists[0] ?? null;
  return {
    lists,
    list,
    look,
    snippets: list && (await signUpSnippets(context, briefing, list, look)),
    pressure: await isUnderPressure(context),
    figures: await signUpFigures(context),
  };
}

export default function SignUpSettings() {
  const { lists, list, look, snippets, pressure, figures } = useLoaderData<typeof loader>();
  return (
    <div className="space-y-6">
      {pressure && (
        <NoticeBox tone="warn">
          Sign-ups are under pressure: browsers must show a proof of work, and those without JavaScript are let through
          slowly. It ends by itself when fewer come.
        </NoticeBox>
      )}
      <Panel title="The last day">
        <Figures {...figures} />
      </Panel>
      {list && snippets ? (
        <Panel title="On other sites">
          <div className="space-y-6">
            <Choices lists={lists} list={list.slug} look={look} />
            <Snippet
              id="frame"
              label="In a frame"
              hint="The form in the briefing’s own look, without a script. Its height is enough on a phone too; give it another one if you like."
              html={snippets.frame}
            />
            <Snippet
              id="fitted"
              label="In a frame that is as high as it needs"
              hint="The same with a few lines of script for the page around it: they give the frame its height and tell it whether your page is light or dark just there. Where scripts are not allowed, the frame stays as above."
              html={snippets.fitted}
            />
            <Snippet
              id="form"
              label="As a form of the site’s own"
              hint="Plain HTML that takes on the look of the site around it. After it was sent, people are led back to your site; to lead them to a page of it, write ?back=/that-page behind the address. A site with a Content-Security-Policy has to allow this address under form-action."
              html={snippets.form}
            />
          </div>
        </Panel>
      ) : (
        <EmptyState
          title="No list is open"
          action={
            <Link to="/desk/lists" className={buttonClass("primary")}>
              To the lists
            </Link>
          }
        >
          Readers can sign up for lists that are open. Open one, and the form for it stands here, to be put on other
          sites.
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

const lights = { auto: "as each reader has set it", light: "always light", dark: "always dark" };

type ChoicesProps = { lists: { slug: string; name: string }[]; list: string; look: Look };

function Choices({ lists, list, look }: ChoicesProps) {
  return (
    <Form method="get" className="flex flex-wrap items-end gap-3">
      {lists.length > 1 && (
        <Field id="list" label="For the list">
          <Select name="list" defaultValue={list}>
            {lists.map(({ slug, name }) => (
              <option key={slug} value={slug}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field id="look" label="The other site is">
        <Select name="look" defaultValue={look}>
          {looks.map((one) => (
            <option key={one} value={one}>
              {lights[one]}
            </option>
          ))}
        </Select>
      </Field>
      <Button>Show</Button>
    </Form>
  );
}
