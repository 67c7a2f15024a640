import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { OwnText } from "#app/components/desk/OwnText.tsx";
import { saveOwnText } from "#app/http/ownText.server.ts";
import { orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing, savePrivacyPolicy } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { generatedPolicy, privacyPolicySchema, privacySettings } from "#app/models/site/privacyPolicy.server.ts";

export const meta: MetaFunction = () => [{ title: "Privacy policy · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const briefing = orNotFound(await getBriefing(context));
  const own = briefing.privacyPolicy;
  const text = own ?? generatedPolicy(briefing, context.config.appUrl, await privacySettings(context));
  return { text, generated: own === null, mayChange: mayActAs(role, "owner") };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const save = (own: { policy: string } | null) => savePrivacyPolicy(context, own && own.policy);
  const saved = await saveOwnText(request, context, { schema: privacyPolicySchema, name: "privacy policy", save });
  return data(saved, saved.reply ? 400 : 200);
}

export default function PrivacySettings() {
  const loaded = useLoaderData<typeof loader>();
  return (
    <Form method="post" key={loaded.generated ? "generated" : "own"}>
      <OwnText
        {...loaded}
        name="policy"
        rows={22}
        about="Readers see a text that is made from your settings and says what this software does. It stays in step with both. Change it and it is yours to keep true."
        answer={useActionData<typeof action>()}
        page="/privacy"
      />
    </Form>
  );
}
