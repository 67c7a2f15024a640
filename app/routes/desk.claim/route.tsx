import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { Link, useActionData, useLoaderData } from "@remix-run/react";
import { NoticeBox, PageHead, Panel } from "#app/components/desk/kit.tsx";
import { postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import { damageOf } from "#app/models/instance/damage.server.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { claimDatabase } from "#app/models/sending/claimDatabase.server.ts";
import { listIssues } from "#app/models/issues/list.server.ts";
import { ClaimQuestion } from "./ClaimQuestion.tsx";

export const meta: MetaFunction = () => [{ title: "Claim this database · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const sending = (await listIssues(context)).filter(({ status }) => status === "sending");
  return { away: await databaseFault(context), sending: sending.map(({ number, subject }) => ({ number, subject })) };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  await postedForm(request);
  const damage = (await databaseFault(context)) ? await damageOf(context) : [];
  if (damage.length > 0) return data({ damage }, 409);
  const { issues, drafts } = await claimDatabase(context, editor.name);
  return data({ uncertain: issues.filter(({ uncertain }) => uncertain > 0), drafts });
}

export default function Claim() {
  const { away, sending } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="max-w-3xl">
      <PageHead title="Claim this database" lead="Whether this is the one database that sends your briefing." />
      {answer && ("damage" in answer ? <Damaged {...answer} /> : <Claimed {...answer} />)}
      {away ? (
        <ClaimQuestion sending={sending} />
      ) : (
        <Panel>This database is where it belongs; there is nothing to claim.</Panel>
      )}
    </div>
  );
}

function Damaged({ damage }: { damage: string[] }) {
  return (
    <NoticeBox tone="bad">
      <p>This database is damaged, and was not claimed. Restore a backup, or claim it from the terminal.</p>
      <ul className="mt-2 list-disc pl-5">
        {damage.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </NoticeBox>
  );
}

function Claimed({ uncertain, drafts }: { uncertain: { number: number; uncertain: number }[]; drafts: number[] }) {
  return (
    <NoticeBox tone="good">
      <p>Claimed. From now on it sends, from here.</p>
      {uncertain.map(({ number, uncertain }) => (
        <p key={number}>
          No. {number}: {uncertain === 1 ? "1 reader is" : `${uncertain.toLocaleString("en")} readers are`} uncertain,
          because they may have got it since the backup.{" "}
          <Link to={deskIssuePath(number, "uncertain")} className="underline">
            Decide about them
          </Link>
        </p>
      ))}
      {drafts.length > 0 && (
        <p>Approved, and drafts again because they may have gone out since: No. {drafts.join(", No. ")}.</p>
      )}
    </NoticeBox>
  );
}
