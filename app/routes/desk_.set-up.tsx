import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { BriefingFields } from "#app/components/desk/BriefingFields.tsx";
import { Doorway } from "#app/components/desk/Doorway.tsx";
import { Button, Field, NoticeBox, Panel, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt } from "#app/components/desk/reply.ts";
import { timeZones } from "#app/components/desk/timeZones.ts";
import type { FrameHandle } from "#app/components/ui/frame.ts";
import { postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { signedIn } from "#app/http/session.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { hasNoEditors } from "#app/models/desk/editors.server.ts";
import { editorFaultByField } from "#app/models/desk/faultWords.server.ts";
import { ownerSchema, setUp, setUpSchema } from "#app/models/desk/setUp.server.ts";
import { checkSetUpCode, needsSetUpCode } from "#app/models/desk/setUpCodes.server.ts";
import { networkOf } from "#app/models/rateLimits.server.ts";

export const handle: FrameHandle = { frame: "desk" };

export const meta: MetaFunction = () => [{ title: "Set up the briefing" }];

export async function loader({ context }: LoaderFunctionArgs) {
  if (!(await hasNoEditors(context))) return redirect("/desk");
  const briefing = await getBriefing(context);
  return { briefing: briefing?.name ?? null, zones: timeZones(), needsCode: needsSetUpCode(context) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  if (!(await hasNoEditors(context))) throw new Response(null, { status: 403 });
  const form = await postedForm(request);
  const whole = (await getBriefing(context)) ? null : parseForm(setUpSchema, form);
  const parsed = whole ?? parseForm(ownerSchema, form);
  if ("reply" in parsed) return data({ reply: parsed.reply }, 400);
  const code = await checkSetUpCode(context, String(form.get("code") ?? ""), networkOf(context.ip));
  if (code !== "right")
    return data({ reply: parsed.fault({ code: [codeFaults[code].words] }) }, codeFaults[code].status);
  const made = await setUp(context, parsed.value, whole && "value" in whole ? whole.value : null);
  if ("editor" in made) return signedIn(request, context, { editor: made.editor, how: "by setting up" });
  if (made.error === "already-set-up") throw new Response(null, { status: 403 });
  return data({ reply: parsed.fault(editorFaultByField(made)) }, 400);
}

const codeFaults = {
  wrong: { status: 403, words: "This is not the code in the log of this site’s last start." },
  "too-many": { status: 429, words: "Too many tries. Wait a quarter of an hour, then try again." },
};

export default function SetUp() {
  const { briefing, zones, needsCode } = useLoaderData<typeof loader>();
  const reply = useActionData<typeof action>()?.reply;
  const at = (name: string) => ({ id: name, error: faultsAt(reply, name) });
  return (
    <Doorway
      wide
      name="Pressrun"
      title={briefing ? `Open the desk of ${briefing}` : "Set up your briefing"}
      lead={
        briefing
          ? "The briefing is there; its desk needs an owner. Others can be added later."
          : "Two things are needed: you, and what readers will know the briefing by. All of it can be changed later."
      }
    >
      {reply && (
        <NoticeBox tone="bad" fault={reply}>
          Some of this cannot be used as it is. Each fault is said at its field.
        </NoticeBox>
      )}
      <form method="post" noValidate className="space-y-6">
        {needsCode && (
          <Panel title="That it is you">
            <Field
              {...at("code")}
              label="Set-up code"
              hint="Anybody can open this page. The code stands in the log of the site, at its start: who can read that may set it up."
            >
              <TextInput
                name="code"
                autoComplete="one-time-code"
                autoCapitalize="characters"
                spellCheck={false}
                defaultValue={typedAt(reply, "code")}
                required
              />
            </Field>
          </Panel>
        )}
        <Panel title="You, the owner">
          <div className="space-y-5">
            <Field {...at("ownerName")} label="Your name">
              <TextInput name="ownerName" autoComplete="name" defaultValue={typedAt(reply, "ownerName")} required />
            </Field>
            <Field {...at("email")} label="Your email" hint="You sign in with it.">
              <TextInput
                name="email"
                type="email"
                autoComplete="username"
                defaultValue={typedAt(reply, "email")}
                required
              />
            </Field>
            <Field
              {...at("password")}
              label="Password"
              hint="At least 8 characters; a sentence of 15 or more is better."
            >
              <TextInput name="password" type="password" autoComplete="new-password" required />
            </Field>
          </div>
        </Panel>
        {!briefing && (
          <Panel title="The briefing">
            <BriefingFields reply={reply} briefing={null} zones={zones} />
          </Panel>
        )}
        <Button kind="primary">{briefing ? "Open the desk" : "Set up the briefing"}</Button>
      </form>
    </Doorway>
  );
}
