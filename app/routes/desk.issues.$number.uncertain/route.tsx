import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { countText } from "#app/components/desk/issues/words.ts";
import { buttonClass, EmptyState, NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import type { Reply } from "#app/components/desk/reply.ts";
import { numberFromPath, orNotFound, postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { mayActAs } from "#app/models/desk/roles.server.ts";
import { isOpen, issueByNumber } from "#app/models/issues/issues.server.ts";
import {
  countUncertain,
  resolutionSchema,
  resolveUncertain,
  uncertainOf,
} from "#app/models/sending/uncertain.server.ts";
import { SettleForm } from "./SettleForm.tsx";

export const meta: MetaFunction = ({ params }) => [{ title: `Uncertain, issue ${params.number} · Desk` }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  const found = await issueByNumber(context, numberFromPath(params.number));
  const issue = orNotFound(found && !isOpen(found) ? found : null);
  return {
    number: issue.number,
    uncertain: await uncertainOf(context, issue),
    count: await countUncertain(context, issue.id),
    timeZone: await timeZoneOf(context),
    maySettle: mayActAs(role, "operator"),
  };
}

type Answer = { said: string } | { refused: string } | { reply: Reply };

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const issue = orNotFound(await issueByNumber(context, numberFromPath(params.number)));
  const parsed = parseForm(resolutionSchema, form);
  if ("reply" in parsed) return data<Answer>({ reply: parsed.reply }, 400);
  const { how, reader: readers, why } = parsed.value;
  const count = await resolveUncertain(context, issue.id, { how, readers, why }, editor.name);
  if (count === 0) return data<Answer>({ refused: "None of those was uncertain any more; nothing was changed." }, 409);
  const what = how === "resend" ? "will be sent the issue again" : "marked as having it";
  return data<Answer>({ said: `${countText(count, "reader")} ${what}. The log keeps who decided it and why.` });
}

export default function UncertainDeliveries() {
  const { number, uncertain, count, timeZone, maySettle } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const reply = answer && "reply" in answer ? answer.reply : undefined;
  return (
    <>
      <PageHead
        title={`Uncertain deliveries of issue ${number}`}
        actions={
          <a href={`/desk/issues/${number}`} className={buttonClass()}>
            Back to the issue
          </a>
        }
      />
      {answer && "said" in answer && <NoticeBox tone="good">{answer.said}</NoticeBox>}
      {answer && "refused" in answer && (
        <NoticeBox tone="warn" fault={answer}>
          {answer.refused}
        </NoticeBox>
      )}
      {reply && (
        <NoticeBox tone="bad" fault={reply}>
          Nothing was changed:{" "}
          <a href="#decision" className="underline underline-offset-4">
            mend what is marked below the list
          </a>
          .
        </NoticeBox>
      )}
      {uncertain.length === 0 ? (
        <EmptyState title="Nothing is uncertain">Every delivery of this issue is known or still to come.</EmptyState>
      ) : (
        <>
          <div className="mb-6 max-w-prose space-y-3">
            <p>
              These messages went out whole, and the mail server’s answer never came or was not recorded: the standard
              for mail itself says that nobody can know then whether it took them (RFC 5321, 4.5.3.2.6). Look for each
              Message-ID in your mail server’s log; <strong>sending again may give a reader the issue twice</strong>.
            </p>
            {count > uncertain.length && (
              <p className="text-muted">
                The first {uncertain.length} of {countText(count, "reader")} are listed; the others come when these are
                settled. <code>npm run settle</code> settles all at once.
              </p>
            )}
          </div>
          <SettleForm
            key={uncertain.length}
            uncertain={uncertain}
            timeZone={timeZone}
            maySettle={maySettle}
            reply={reply}
          />
        </>
      )}
    </>
  );
}
