import { data, type ActionFunctionArgs, type LoaderFunctionArgs } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { BriefingFields } from "#app/components/desk/BriefingFields.tsx";
import { Button, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { timeZones } from "#app/components/desk/timeZones.ts";
import { orNotFound, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { logAction } from "#app/models/auditLog.server.ts";
import { briefingSchema, getBriefing, saveBriefing } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/roles.ts";

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
  await logAction(context, editor.name, "settings-saved", "briefing");
  return data({ reply: undefined }, 200);
}

export default function BriefingSettings() {
  const { briefing, zones, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Panel>
      {answer && !answer.reply && (
        <NoticeBox tone="good">Saved. Issues that were sent keep what they were sent with.</NoticeBox>
      )}
      {answer?.reply && (
        <NoticeBox tone="bad" fault={answer}>
          Not saved. Each fault is said at its field.
        </NoticeBox>
      )}
      {!mayChange && <NoticeBox>Only an owner can change these.</NoticeBox>}
      <Form method="post" noValidate className="space-y-6">
        <BriefingFields reply={answer?.reply} briefing={briefing} zones={zones} readOnly={!mayChange} />
        {mayChange && <Button kind="primary">Save</Button>}
      </Form>
    </Panel>
  );
}
