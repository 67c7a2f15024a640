import { Button, Field, NoticeBox, Panel, TextInput } from "#app/components/desk/kit.tsx";

/** The result of a test send; `to` as typed. */
export type TestAnswer = { to: string } & ({ reply: string } | { error: string } | { fault: string });

type TestSendProps = {
  /** The editor's own address. */
  own: string;
  answer: TestAnswer | undefined;
  busy: boolean;
  onSend: (form: FormData) => void;
};

/** Sends the saved issue to one address. */
export function TestSend({ own, answer, busy, onSend }: TestSendProps) {
  return (
    <Panel title="Send a test">
      {answer && "reply" in answer && (
        <NoticeBox tone="good">
          Accepted by the mail server for {answer.to}: <q className="font-mono text-xs">{answer.reply}</q>
        </NoticeBox>
      )}
      {answer && "error" in answer && (
        <NoticeBox tone="bad" fault={answer}>
          <strong>Nothing was sent.</strong> {answer.error}
        </NoticeBox>
      )}
      <form
        method="post"
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) onSend(new FormData(event.currentTarget));
        }}
      >
        <Field
          id="to"
          label="Address"
          hint="Goes to this address only, with [Test] before the subject, and counts for nobody. To you and your colleagues freely, to others ten an hour; the log keeps who sent it."
          error={answer && "fault" in answer ? answer.fault : null}
        >
          <TextInput name="to" type="email" autoComplete="email" defaultValue={answer?.to ?? own} />
        </Field>
        <Button disabled={busy}>{busy ? "Handing over…" : "Send the test"}</Button>
      </form>
    </Panel>
  );
}
