import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { FreshNeededPage } from "#app/components/reader/Fresh.tsx";
import { DeadReaderLink, Erased } from "#app/components/reader/Page.tsx";
import { orNotFound, postedForm, titleFor } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { erase, theReader } from "#app/models/privacy/erasure.server.ts";
import { openReader, shortLivedHours } from "#app/models/readers/links.server.ts";
import { EraseQuestion } from "./Erase.tsx";

/** Changes nothing; after the POST it shows the result. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const reader = await openReader(context, params.token!);
  if (!reader) return data({ title: `${words("errors.deadLink")} · ${name}`, state: "dead" as const }, { status: 404 });
  if (reader === "erased") return { title: `${words("reader.erase.doneTitle")} · ${name}`, state: "erased" as const };
  const { email, suppressed } = reader;
  if (reader.freshUntil === null)
    return data(
      {
        title: `${words("reader.fresh.title")} · ${name}`,
        state: "stale" as const,
        ...{ email: maskAddress(email), suppressed, hours: shortLivedHours, contact: replyTo ?? fromAddress },
        path: `/reader/${params.token}`,
      },
      { status: 403 },
    );
  return {
    title: titleFor(context, words, `${words("reader.erase.title")} · ${name}`),
    state: "open" as const,
    email: maskAddress(email),
    path: `/reader/${params.token}`,
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const form = await postedForm(request);
  const reader = await openReader(context, params.token!);
  if (!reader) return data({ unsure: false }, { status: 404 });
  if (reader === "erased") return { unsure: false };
  if (reader.freshUntil === null) return data({ unsure: false }, { status: 403 });
  if (form.get("sure") !== "1") {
    context.hasFault = true;
    return data({ unsure: true }, { status: 400 });
  }
  await erase(context, reader.id, theReader);
  return { unsure: false };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title }];

export default function EraseRoute() {
  const loaded = useLoaderData<typeof loader>();
  const unsure = useActionData<typeof action>()?.unsure ?? false;
  if (loaded.state === "dead") return <DeadReaderLink />;
  if (loaded.state === "stale") return <FreshNeededPage {...loaded} />;
  return loaded.state === "erased" ? <Erased /> : <EraseQuestion {...loaded} unsure={unsure} />;
}
