import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { postedForm } from "../answers.server.ts";
import { ClaimQuestion } from "../components/desk/ClaimQuestion.tsx";
import { Notice, PageHead, Panel } from "../components/desk/kit.tsx";
import { claimHome, homeFault } from "../models/home.server.ts";
import { listIssues } from "../models/issues.server.ts";
import { requireEditor } from "../session.server.ts";

export const meta: MetaFunction = () => [{ title: "Claim this database · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const sending = (await listIssues(context)).filter(({ status }) => status === "sending");
  return { away: await homeFault(context), sending: sending.map(({ number, subject }) => ({ number, subject })) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  await postedForm(request);
  await claimHome(context, editor.name);
  return data({ claimed: true });
}

export default function Claim() {
  const { away, sending } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="max-w-3xl">
      <PageHead title="Claim this database" lead="Whether this is the one database that sends your briefing." />
      {answer?.claimed && <Notice tone="good">Claimed. From now on it sends, from here.</Notice>}
      {away ? (
        <ClaimQuestion sending={sending} />
      ) : (
        <Panel>This database is where it belongs; there is nothing to claim.</Panel>
      )}
    </div>
  );
}
