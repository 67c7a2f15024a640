import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { Field, NoticeBox, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import { OperatorFields, OperatorsOnly } from "#app/components/desk/OperatorFields.tsx";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import {
  keptChoices,
  replySettings,
  replySettingsSchema,
  saveReplySettings,
} from "#app/models/conversations/settings.server.ts";
import { mayActAs } from "#app/models/roles.ts";

export const meta: MetaFunction = () => [{ title: "Replies · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const briefing = await getBriefing(context);
  const address = context.config.replyAddress;
  return {
    settings: await replySettings(context),
    choices: [...keptChoices],
    address: address && `${address.local}@${address.domain}`,
    mailbox: briefing?.replyTo ?? briefing?.fromAddress ?? "",
    mayChange: mayActAs(role, "operator"),
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const typed = String(form.get("copyTo") ?? "").slice(0, 300);
  const parsed = replySettingsSchema.safeParse({ copyTo: typed, keptDays: form.get("keptDays") });
  if (!parsed.success) return data({ saved: false, typed, fault: parsed.error.issues[0]!.message }, 400);
  const own = [context.config.replyAddress, context.config.bounceAddress].flatMap((one) =>
    one ? [`${one.local}@${one.domain}`] : [],
  );
  const saved = await saveReplySettings(context, editor.name, parsed.data, own);
  if ("error" in saved)
    return data(
      { saved: false, typed, fault: "Mail to this address comes back here: copies would go in circles." },
      400,
    );
  return data({ saved: true, typed: undefined, fault: null });
}

export default function RepliesSettings() {
  const { settings, choices, address, mailbox, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <Panel title="Readers’ answers">
      {answer?.saved && <NoticeBox tone="good">Saved.</NoticeBox>}
      <OperatorsOnly mayChange={mayChange} />
      <p className="mb-5 max-w-prose text-sm text-muted">
        {address ? (
          <>
            Readers answer to an address of their own at <span className="break-all">{address}</span>, and what they
            write stands at the desk. Without REPLY_ADDRESS it would go to <span className="break-all">{mailbox}</span>.
          </>
        ) : (
          <>
            Answers go to <span className="break-all">{mailbox}</span>, the mailbox of the briefing’s settings. With
            REPLY_ADDRESS they come to the desk, as the operating manual says.
          </>
        )}
      </p>
      <Form method="post">
        <OperatorFields mayChange={mayChange} save="Save">
          <Field
            id="copyTo"
            label="A copy to the newsroom’s mailbox"
            hint="It is answered to the reader directly. Automatic answers are not copied. Leave it empty for none."
            error={answer?.fault}
          >
            <TextInput
              type="email"
              name="copyTo"
              defaultValue={answer?.typed ?? settings.copyTo ?? ""}
              autoComplete="off"
            />
          </Field>
          <Field
            id="keptDays"
            label="Conversations are kept"
            hint="After the last message of each. Readers see them among what is held about them, and take them along when they are erased."
          >
            <Select name="keptDays" defaultValue={settings.keptDays}>
              {choices.map((days) => (
                <option key={days} value={days}>
                  {days % 365 === 0 ? (days === 365 ? "a year" : `${days / 365} years`) : `${days} days`}
                </option>
              ))}
            </Select>
          </Field>
        </OperatorFields>
      </Form>
    </Panel>
  );
}
