import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { wordsIn } from "#words/words.ts";
import { orNotFound } from "../answers.server.ts";
import { HeldPage } from "../components/reader/Held.tsx";
import { DeadReaderLink, Erased } from "../components/reader/Page.tsx";
import { getBriefing } from "../models/briefing.server.ts";
import { heldAbout } from "../models/held.server.ts";
import { openReader } from "../models/readerLinks.server.ts";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const { name, language } = orNotFound(await getBriefing(context));
  const words = wordsIn(language);
  const reader = await openReader(context, params.token!);
  if (!reader) return data({ title: `${words("errors.deadLink")} · ${name}`, state: "dead" as const }, { status: 404 });
  if (reader === "erased")
    return data({ title: `${words("reader.erase.doneTitle")} · ${name}`, state: "erased" as const }, { status: 410 });
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
  return loaded.state === "erased" ? <Erased /> : <HeldPage {...loaded} />;
}
