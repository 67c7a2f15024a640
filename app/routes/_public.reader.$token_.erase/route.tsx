import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { FreshNeededPage } from "#app/components/reader/Fresh.tsx";
import { DeadReaderLink, Erased } from "#app/components/reader/Page.tsx";
import { postedForm, titleFor } from "#app/http/params.server.ts";
import { openShortLivedLink } from "#app/http/shortLivedLink.server.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import { erase, theReader } from "#app/models/privacy/erasure.server.ts";
import { openReader } from "#app/models/readers/links.server.ts";
import { EraseQuestion } from "./Erase.tsx";

/** Changes nothing; after the POST it shows the result. */
export async function loader({ params, context }: LoaderFunctionArgs) {
  const opened = await openShortLivedLink(context, params.token!);
  // After an erasure this page confirms it, which is no error.
  if ("closed" in opened)
    return data(opened.closed, { status: opened.closed.state === "erased" ? 200 : opened.status });
  const { reader, words, titled, path } = opened;
  const title = titleFor(context, words, titled(words("reader.erase.title")));
  return { state: "open" as const, title, email: maskAddress(reader.email), path };
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
