import { data, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { FreshNeededPage } from "#app/components/reader/Fresh.tsx";
import { DeadReaderLink, Erased } from "#app/components/reader/Page.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { openShortLivedLink } from "#app/http/shortLivedLink.server.ts";
import { personalDataOf } from "#app/models/privacy/personalData.server.ts";
import { HeldPage } from "./Held.tsx";

export async function loader({ params, context }: LoaderFunctionArgs) {
  const opened = await openShortLivedLink(context, params.token!);
  if ("closed" in opened) return data(opened.closed, { status: opened.status });
  const { reader, words, titled, path } = opened;
  const held = orNotFound(await personalDataOf(context, reader.id));
  return { state: "open" as const, title: titled(words("reader.held.title")), held, path };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.title }];

export default function HeldRoute() {
  const loaded = useLoaderData<typeof loader>();
  if (loaded.state === "dead") return <DeadReaderLink />;
  if (loaded.state === "stale") return <FreshNeededPage {...loaded} />;
  return loaded.state === "erased" ? <Erased /> : <HeldPage {...loaded} />;
}
