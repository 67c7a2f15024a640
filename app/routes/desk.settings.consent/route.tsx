import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Button, Field, NoticeBox, Panel, TextArea } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt } from "#app/components/desk/reply.ts";
import { postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { consentHead } from "#app/models/consent/head.server.ts";
import { currentWording, versionsOf, wordingSchema, writeWording } from "#app/models/consent/wordings.server.ts";
import { WordingVersions } from "./WordingVersions.tsx";

export const meta: MetaFunction = () => [{ title: "Consent · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  return {
    current: await currentWording(context, "sign-up"),
    versions: await versionsOf(context, "sign-up"),
    head: await consentHead(context),
    timeZone: await timeZoneOf(context),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { name } = await requireEditor(request, context, "operator");
  const parsed = parseForm(wordingSchema, await postedForm(request));
  if ("reply" in parsed) return data({ reply: parsed.reply, version: null }, 400);
  const written = await writeWording(context, "sign-up", parsed.value.text, name);
  if ("version" in written) return data({ reply: undefined, version: written.version }, 200);
  return data({ reply: parsed.fault({ text: ["This is what the form says now."] }), version: null }, 400);
}

export default function ConsentSettings() {
  const { current, versions, head, timeZone } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="space-y-6">
      <Panel title="What the sign-up form says" term="wording">
        {answer?.version && <NoticeBox tone="good">Version {answer.version} is kept. Readers see it now.</NoticeBox>}
        <p className="mb-5 text-sm text-muted">
          Whoever signs up agrees to this text, word by word, and their receipt names its version. A change is a new
          version: those before stay as they were, with the receipts of those who saw them.
        </p>
        <Form method="post" className="space-y-5" key={current.text}>
          <Field
            id="text"
            label={`Text (${languageOf(current.language)})`}
            hint="The words “privacy policy”, in the form’s language, become the link to it; without them, the link stands behind the text."
            error={faultsAt(answer?.reply, "text")}
          >
            <TextArea name="text" rows={4} defaultValue={typedAt(answer?.reply, "text", current.text)} />
          </Field>
          <Button kind="primary">Save as a new version</Button>
        </Form>
      </Panel>
      <Panel title="Versions">
        <WordingVersions versions={versions} current={current} timeZone={timeZone} />
      </Panel>
      <Panel title="Receipts" term="receipt">
        <p className="text-sm">
          {head.events === 0
            ? "There is no receipt yet."
            : head.events === 1
              ? "1 receipt, the first of the chain. Its hash:"
              : `${head.events.toLocaleString("en")} receipts, each chained to the one before. The last one’s hash:`}
        </p>
        {head.events > 0 && <p className="mt-2 font-mono text-sm break-all">{head.hash}</p>}
        <p className="mt-3 text-sm text-muted">
          Keep the hash somewhere else from time to time. <code>npm run consent -- verify --expect HASH</code> then
          proves that no receipt up to it was changed, added or taken away since.
        </p>
      </Panel>
    </div>
  );
}

function languageOf(code: string): string {
  return new Intl.DisplayNames("en", { type: "language" }).of(code) ?? code;
}
