import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Badge, Button, Field, NoticeBox, Panel, TextArea } from "#app/components/desk/kit.tsx";
import { OperatorFields, OperatorsOnly } from "#app/components/desk/OperatorFields.tsx";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import {
  articleChecks,
  checkLevels,
  checkLevelsOf,
  saveCheckLevels,
  type CheckLevel,
  type CheckName,
} from "#app/models/articles/checks.server.ts";
import { readStyleList, saveStyleList, styleListText, styleWords } from "#app/models/preflight/styleList.server.ts";
import { mayActAs } from "#app/models/roles.ts";

export const meta: MetaFunction = () => [{ title: "Checks · Settings" }];

const names = Object.keys(articleChecks) as CheckName[];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const levels = await checkLevelsOf(context);
  const checks = names.map((name) => {
    const { name: asks, ...check } = articleChecks[name];
    return { name, asks, isFixed: "isFixed" in check, level: levels[name] };
  });
  return { checks, style: styleListText(await styleWords(context)), mayChange: mayActAs(role, "operator") };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  if (form.get("intent") === "style") {
    const typed = String(form.get("style") ?? "");
    const words = readStyleList(typed);
    if ("error" in words) return data({ saved: false, typed, fault: styleFaults[words.error](words.most) }, 400);
    await saveStyleList(context, words, editor.name);
    return data({ saved: true, typed: undefined, fault: undefined });
  }
  const chosen = names.map((name) => [name, checkLevels.find((level) => level === form.get(name))] as const);
  await saveCheckLevels(context, editor.name, Object.fromEntries(chosen.filter(([, level]) => level)));
  return data({ saved: true, typed: undefined, fault: undefined });
}

const styleFaults = {
  "too-many": (most: number) => `At most ${most} words.`,
  "too-long": (most: number) => `A word, and what stands for it, has at most ${most} characters.`,
};

export default function ChecksSettings() {
  const { checks, style, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="space-y-6">
      <Panel>
        {answer?.saved && <NoticeBox tone="good">Saved. The next publication is asked this way.</NoticeBox>}
        <OperatorsOnly mayChange={mayChange} />
        <p className="mb-5 max-w-prose text-sm text-muted">
          Drafts are saved however unfinished. Whoever publishes an article is told what it lacks of these, and cannot
          publish it without what is required. A scheduled article that lacks that at its time stays a draft, with a
          notice.
        </p>
        <Form method="post">
          <ul className="divide-y divide-rule border-y border-rule">
            {checks.map((check) => (
              <CheckLine key={check.name} {...check} mayChange={mayChange} />
            ))}
          </ul>
          {mayChange && (
            <div className="mt-6">
              <Button kind="primary">Save the checks</Button>
            </div>
          )}
        </Form>
      </Panel>
      <Panel title="Style list" term="styleList">
        <Form method="post">
          <OperatorFields mayChange={mayChange} save="Save the style list" intent="style">
            <Field
              id="style"
              label="Words that you do not use"
              hint="A line a word, with what you write instead: e-mail -> email. A word alone is one to do without. Words in small letters are found in capitals, too. Every issue is checked for them before it goes."
              error={answer?.fault}
            >
              <TextArea name="style" rows={8} defaultValue={answer?.typed ?? style} />
            </Field>
          </OperatorFields>
        </Form>
      </Panel>
    </div>
  );
}

const levelNames: Record<CheckLevel, string> = { required: "Required", wanted: "Wanted", off: "Not asked for" };

type CheckLineProps = { name: string; asks: string; isFixed: boolean; level: CheckLevel; mayChange: boolean };

function CheckLine({ name, asks, isFixed, level, mayChange }: CheckLineProps) {
  return (
    <li className="py-3">
      <fieldset disabled={!mayChange} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1">
        <legend className="float-start me-auto py-2 text-sm font-medium">{asks}</legend>
        {isFixed ? (
          <Badge>Always required</Badge>
        ) : (
          <div className="flex flex-wrap gap-x-5">
            {Object.entries(levelNames).map(([value, words]) => (
              <label key={value} className="inline-flex min-h-10 items-center gap-2 text-sm">
                <input
                  type="radio"
                  name={name}
                  value={value}
                  defaultChecked={value === level}
                  className="size-4 accent-accent"
                />
                {words}
              </label>
            ))}
          </div>
        )}
      </fieldset>
    </li>
  );
}
