import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { orNotFound } from "../answers.server.ts";
import { BodyView } from "../components/BodyView.tsx";
import { headLines } from "../components/head.ts";
import { getBriefing } from "../models/briefing.server.ts";
import { pageHead } from "../models/heads.server.ts";
import { privacyBody } from "../models/privacy.server.ts";

export async function loader({ context }: LoaderFunctionArgs) {
  const briefing = orNotFound(await getBriefing(context));
  const head = pageHead(context, briefing, {
    path: "/privacy",
    title: `Privacy policy · ${briefing.name}`,
    description: `What ${briefing.name} keeps about its readers, why, and how to have it removed.`,
  });
  return { head, policy: privacyBody(briefing) };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => (data ? headLines(data.head) : []);

export default function PrivacyPolicy() {
  const { policy } = useLoaderData<typeof loader>();
  return (
    <div className="mx-auto max-w-[42rem]">
      <h1 className="page-heading">Privacy policy</h1>
      <div className="prose">
        <BodyView body={policy} />
      </div>
    </div>
  );
}
