import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { FreshNeededPage } from "#app/components/reader/Fresh.tsx";
import { DeadReaderLink, Erased } from "#app/components/reader/Page.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { messagesIn } from "#app/i18n/messages.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { openReader, shortLivedHours } from "#app/models/readers/links.server.ts";
import { HeldPage } from "./Held.tsx";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const words = messagesIn(language);
  const reader = await openReader(context, params.token!);
  if (!reader) return data({ title: `${words("errors.deadLink")} · ${name}`, state: "dead" as const }, { status: 404 });
  if (reader === "erased")
    return data({ title: `${words("reader.erase.doneTitle")} · ${name}`, state: "erased" as const }, { status: 410 });
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
    title: `${words("reader.held.title")} · ${name}`,
    state: "open" as const,
    held: orNotFound(await personalDataOf(context, reader.id)),
    path: `/reader/${params.token}`,
  };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title }];

export default function HeldRoute() {
  const loaded = useLoaderData<typeof loader>();
  if (loaded.state === "dead") return <DeadReaderLink />;
  if (loaded.state === "stale") return <FreshNeededPage {...loaded} />;
  return loaded.state === "erased" ? <Erased /> : <HeldPage {...loaded} />;
}
