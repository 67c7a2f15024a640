import { Button, Field, NoticeBox, Panel, Select, TextArea } from "#app/components/desk/kit.tsx";

/** The outcome of tests, each by its address, or why there were none; `to` as typed. */
export type TestAnswer = {
  to: string;
  /** `isTyped`: the fault is the address's own, and stands beside its field. */
  tests: { to: string; reply: string | null; fault: string | null; isTyped: boolean }[];
  error: string | null;
};

/** A saved group of addresses. */
export type GroupLine = { id: number; name: string; emails: string[] };

type TestSendProps = {
  /** The editor's own address. */
  own: string;
  groups: GroupLine[];
  answer: TestAnswer | undefined;
  busy: boolean;
  onSend: (form: FormData) => void;
};

/** Sends the saved issue to the addresses that are typed, and to a saved group. */
export function TestSend({ own, groups, answer, busy, onSend }: TestSendProps) {
  return (
    <Panel title="Send a test">
      {answer && <Outcomes answer={answer} />}
      <form
        method="post"
        noValidate
        className="space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) onSend(new FormData(event.currentTarget));
        }}
      >
        <input type="hidden" name="intent" value="test" />
        <Field
          id="to"
          label="Addresses"
          error={answer?.tests
            .filter(({ isTyped }) => isTyped)
            .map(({ to, fault }) => (to ? `${to}: ${fault}` : fault!))}
          hint="Several with commas or on lines of their own. It goes to these only, with [Test] before the subject, and counts for nobody; its links show a reader’s pages, and change nothing. To you and your colleagues freely, to others ten an hour; the log keeps who sent it."
        >
          <TextArea name="to" rows={2} dir="ltr" autoComplete="email" defaultValue={answer?.to ?? own} />
        </Field>
        {groups.length > 0 && (
          <Field id="group" label="And to a group">
            <Select name="group" defaultValue="">
              <option value="">No group</option>
              {groups.map(({ id, name, emails }) => (
                <option key={id} value={id}>
                  {name} ({emails.length})
                </option>
              ))}
            </Select>
          </Field>
        )}
        <Button disabled={busy}>{busy ? "Handing over…" : "Send the test"}</Button>
      </form>
    </Panel>
  );
}

function Outcomes({ answer: { tests, error } }: { answer: TestAnswer }) {
  const accepted = tests.filter(({ fault }) => fault === null);
  const refused = tests.filter(({ fault, isTyped }) => fault !== null && !isTyped);
  return (
    <>
      {accepted.length > 0 && (
        <NoticeBox tone="good">
          <ul className="space-y-1">
            {accepted.map(({ to, reply }) => (
              <li key={to} className="break-words">
                Accepted by the mail server for {to}: <q className="font-mono text-xs">{reply}</q>
              </li>
            ))}
          </ul>
        </NoticeBox>
      )}
      {(refused.length > 0 || error || accepted.length === 0) && (
        <NoticeBox tone="bad" fault={refused.length > 0 ? tests : error}>
          {accepted.length === 0 && <strong>Nothing was sent.</strong>}
          {error && <p>{error}</p>}
          <ul className="space-y-1">
            {refused.map(({ to, fault }) => (
              <li key={to} className="break-words">
                {to && <span className="font-medium">{to}: </span>}
                {fault}
              </li>
            ))}
          </ul>
        </NoticeBox>
      )}
    </>
  );
}
