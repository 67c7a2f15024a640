import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Button, buttonClass, Field, NoticeBox, Panel, TextArea } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt } from "#app/components/desk/reply.ts";
import { orNotFound, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { getBriefing, savePrivacyPolicy } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/desk/roles.server.ts";
import { generatedPolicy, privacyPolicySchema } from "#app/models/site/privacyPolicy.server.ts";

export const meta: MetaFunction = () => [{ title: "Privacy policy · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const briefing = orNotFound(await getBriefing(context));
  const own = briefing.privacyPolicy;
  const policy = own ?? generatedPolicy(briefing, context.config.appUrl);
  return { policy, generated: own === null, mayChange: mayActAs(role, "owner") };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "owner");
  const form = await postedForm(request);
  const parsed = parseForm(privacyPolicySchema, form);
  const generated = form.get("intent") === "generated";
  if ("reply" in parsed && !generated) return data({ reply: parsed.reply }, 400);
  await savePrivacyPolicy(context, generated || "reply" in parsed ? null : parsed.value.policy);
  await logAction(context, editor.name, "settings-saved", "privacy policy");
  return data({ reply: undefined }, 200);
}

export default function PrivacySettings() {
  const { policy, generated, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Panel>
      {answer && !answer.reply && <NoticeBox tone="good">Saved. Readers see it now.</NoticeBox>}
      {!mayChange && <NoticeBox>Only an owner can change this.</NoticeBox>}
      <p className="mb-5 text-sm text-muted">
        {generated
          ? "Readers see a text that is made from your settings and says what this software does. It stays in step with both. Change it and it is yours to keep true."
          : "Readers see a text of your own."}
      </p>
      <Form method="post" className="space-y-5" key={generated ? "generated" : "own"}>
        <Field
          id="policy"
          label="Text"
          hint="Markdown: ## before a heading, - before a point, [words](https://address) for a link."
          error={faultsAt(answer?.reply, "policy")}
        >
          <TextArea
            name="policy"
            rows={22}
            readOnly={!mayChange}
            className="font-mono leading-relaxed"
            defaultValue={typedAt(answer?.reply, "policy", policy)}
          />
        </Field>
        <div className="flex flex-wrap gap-3">
          {mayChange && <Button kind="primary">Save this text</Button>}
          {mayChange && !generated && (
            <Button name="intent" value="generated">
              Use the generated text
            </Button>
          )}
          <a href="/privacy" target="_blank" rel="noreferrer" className={buttonClass()}>
            See it on the site
          </a>
        </div>
      </Form>
    </Panel>
  );
}
