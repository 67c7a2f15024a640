import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { HowToLeave } from "#app/components/ui/Leave.tsx";
import { wordsFor } from "#app/components/ui/Words.tsx";
import { orNotFound } from "#app/http/params.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const { name, replyTo, fromAddress } = orNotFound(await getBriefing(context));
  return { name, contact: replyTo ?? fromAddress };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  { title: `${wordsFor(matches)("leave.how")} · ${data?.name}` },
  { name: "robots", content: "noindex" },
];

export default function HowToUnsubscribe() {
  return <HowToLeave contact={useLoaderData<typeof loader>().contact} />;
}
