import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound } from "../answers.server.ts";
import { HeldPage } from "../components/reader/Held.tsx";
import { FreshNeededPage } from "../components/reader/Fresh.tsx";
import { DeadReaderLink, Erased } from "../components/reader/Page.tsx";
import { maskAddress } from "../models/addresses.server.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { heldAbout } from "../models/held.server.ts";
import { freshHours, openReader } from "../models/readerLinks.server.ts";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  const words = wordsIn(language);
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
        ...{ email: maskAddress(email), suppressed, hours: freshHours, contact: replyTo ?? fromAddress },
        path: `/reader/${params.token}`,
      },
      { status: 403 },
    );
  return {
    title: `${words("reader.held.title")} · ${name}`,
    state: "open" as const,
    held: orNotFound(await heldAbout(context, reader.id)),
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
