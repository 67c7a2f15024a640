import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { HowToLeave } from "../components/Leave.tsx";
import { wordsFor } from "../components/Words.tsx";
import { getBriefing } from "../models/briefing.server.ts";

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
