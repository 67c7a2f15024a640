import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { orNotFound, postedForm } from "../answers.server.ts";
import { BriefingFields } from "../components/desk/BriefingFields.tsx";
import { Button, Notice, Panel } from "../components/desk/kit.tsx";
import { timeZones } from "../components/desk/timeZones.ts";
import { parseForm } from "../forms.server.ts";
import { note } from "../models/audit.server.ts";
import { briefingSchema, getBriefing, saveBriefing } from "../models/briefing.server.ts";
import { mayActAs } from "../models/editors.server.ts";
import { requireEditor } from "../session.server.ts";

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const briefing = orNotFound(await getBriefing(context));
  return { briefing, zones: timeZones(), mayChange: mayActAs(role, "owner") };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "owner");
  const parsed = parseForm(briefingSchema, await postedForm(request));
  if ("reply" in parsed) return data({ reply: parsed.reply }, 400);
  await saveBriefing(context, parsed.value);
  await note(context, editor.name, "settings-saved", "briefing");
  return data({ reply: undefined }, 200);
}

export default function BriefingSettings() {
  const { briefing, zones, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Panel>
      {answer && !answer.reply && (
        <Notice tone="good">Saved. Issues that were sent keep what they were sent with.</Notice>
      )}
      {answer?.reply && (
        <Notice tone="bad" fault={answer}>
          Not saved. Each fault is said at its field.
        </Notice>
      )}
      {!mayChange && <Notice>Only an owner can change these.</Notice>}
      <Form method="post" noValidate className="space-y-6">
        <BriefingFields reply={answer?.reply} briefing={briefing} zones={zones} readOnly={!mayChange} />
        {mayChange && <Button kind="primary">Save</Button>}
      </Form>
    </Panel>
  );
}
