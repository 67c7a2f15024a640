import { buttonClass, EmptyState, NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import type { EditionKind } from "#app/models/deliveries/sends.server.ts";
import type { Uncertain } from "#app/models/sending/uncertain.server.ts";
import { SettleForm } from "./SettleForm.tsx";
import type { SettleAnswer } from "./settled.ts";
import { countText } from "./words.ts";

type UncertainViewProps = {
  kind: EditionKind;
  /** Like `issue 12`. */
  name: string;
  /** The page of the send. */
  path: string;
  uncertain: Uncertain[];
  /** Their number; only the first are listed. */
  count: number;
  timeZone: string;
  maySettle: boolean;
  answer: SettleAnswer | undefined;
};

/** The uncertain deliveries of a send, and the response to the last decision. */
export function UncertainView({ kind, name, path, uncertain, count, answer, timeZone, maySettle }: UncertainViewProps) {
  const reply = answer && "reply" in answer ? answer.reply : undefined;
  return (
    <>
      <PageHead
        title={`Readers of ${name} who may or may not have it`}
        actions={
          <a href={path} className={buttonClass()}>
            Back to the {kind}
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
        <EmptyState title="Nothing is uncertain">
          Of every reader it is known whether our mail server took the {kind} for them, or it is still to come. Nothing
          is left to decide.
        </EmptyState>
      ) : (
        <>
          <div className="mb-6 max-w-prose space-y-3">
            <p>
              These messages went out whole, and the mail server’s answer never came or was not recorded: the standard
              for mail itself says that nobody can know then whether it took them (RFC 5321, 4.5.3.2.6). Look for each
              Message-ID in your mail server’s log; <strong>sending again may give a reader the {kind} twice</strong>.
            </p>
            {count > uncertain.length && (
              <p className="text-muted">
                The first {uncertain.length} of {countText(count, "reader")} are listed; the others come when these are
                decided. <code>npm run settle</code> decides about all at once.
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
