import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData } from "@remix-run/react";
import { OwnText } from "#app/components/desk/OwnText.tsx";
import { saveOwnText } from "#app/http/ownText.server.ts";
import { orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing, saveAbout } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/roles.ts";
import { activeSlots } from "#app/models/sending/schedule/slots.server.ts";
import { aboutSchema, generatedAbout } from "#app/models/site/about.server.ts";

export const meta: MetaFunction = () => [{ title: "About · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const briefing = orNotFound(await getBriefing(context));
  const text = briefing.about ?? generatedAbout(briefing, await activeSlots(context));
  return { text, generated: briefing.about === null, mayChange: mayActAs(role, "owner") };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const save = (own: { about: string } | null) => saveAbout(context, own && own.about);
  const saved = await saveOwnText(request, context, { schema: aboutSchema, name: "about", save });
  return data(saved, saved.reply ? 400 : 200);
}

export default function AboutSettings() {
  const loaded = useLoaderData<typeof loader>();
  return (
    <Form method="post" key={loaded.generated ? "generated" : "own"}>
      <OwnText
        {...loaded}
        name="about"
        rows={18}
        about="Readers see a text that is made from your settings and your schedule, and stays in step with both. Change it and it is yours to keep true."
        answer={useActionData<typeof action>()}
        page="/about"
      />
    </Form>
  );
}
