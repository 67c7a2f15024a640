import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Button, Field, Panel, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt, type Reply } from "#app/components/desk/reply.ts";
import { deskSubscriberPath } from "#app/models/deskPaths.ts";
import type { Uncertain } from "#app/models/sending/uncertain.server.ts";

type SettleFormProps = { uncertain: Uncertain[]; timeZone: string; maySettle: boolean; reply: Reply | undefined };

/** The uncertain deliveries with their evidence, and the decision about those that are ticked. */
export function SettleForm({ uncertain, timeZone, maySettle, reply }: SettleFormProps) {
  const ticked = tickedIn(reply);
  return (
    <form method="post" noValidate className="space-y-6">
      {/* Enter presses a form's first button; neither of the real ones may be pressed by accident. */}
      <button type="submit" disabled hidden />
      <Table caption="Uncertain deliveries" head={["Reader", "Handed over", "What happened", "Message-ID"]}>
        {uncertain.map((one) => (
          <Row key={one.subscriberId}>
            <Cell>
              <span className="flex items-start gap-3">
                {maySettle && (
                  <input
                    type="checkbox"
                    name="reader"
                    value={one.subscriberId}
                    defaultChecked={ticked?.has(String(one.subscriberId)) ?? true}
                    aria-label={one.email}
                    className="mt-0.5 size-4 shrink-0 accent-accent"
                  />
                )}
                <a href={deskSubscriberPath(one.subscriberId)} className="font-medium break-all hover:underline">
                  {one.email}
                </a>
              </span>
            </Cell>
            <Cell label="Handed over">
              {one.claimedAt && <Time at={one.claimedAt} timeZone={timeZone} />}
              {one.attempts > 1 && <span className="block text-muted">at try {one.attempts}</span>}
            </Cell>
            <Cell label="What happened">
              <span className="font-mono text-xs wrap-anywhere">{one.reply ?? "nothing was recorded"}</span>
            </Cell>
            <Cell label="Message-ID">
              <span className="font-mono text-xs break-all">{one.messageId}</span>
            </Cell>
          </Row>
        ))}
      </Table>
      {maySettle && <Decision reply={reply} />}
    </form>
  );
}

function Decision({ reply }: { reply: Reply | undefined }) {
  const faults = [...(faultsAt(reply, "reader") ?? []), ...(faultsAt(reply, "how") ?? [])];
  return (
    <div id="decision" className="scroll-mt-6">
      <Panel title="What shall become of those ticked">
        {faults.length > 0 && (
          <p role="alert" className="mb-4 text-sm font-medium text-bad">
            {faults.join(" ")}
          </p>
        )}
        <Field
          id="why"
          label="Why"
          hint="For the log, without addresses: like “the relay’s log has no queue id for them”."
          error={faultsAt(reply, "why")}
        >
          <TextInput name="why" maxLength={200} autoComplete="off" defaultValue={typedAt(reply, "why")} />
        </Field>
        <div className="mt-5 flex flex-wrap gap-3">
          <Button name="how" value="accept">
            They have it: mark as accepted
          </Button>
          <Button kind="danger" name="how" value="resend">
            They have not: send again
          </Button>
        </div>
      </Panel>
    </div>
  );
}

/** The readers ticked when the form came back with an error; null at first, when all are. */
function tickedIn(reply: Reply | undefined): Set<string> | null {
  if (!reply) return null;
  const ticked = reply.initialValue?.reader;
  return new Set((Array.isArray(ticked) ? ticked : [ticked]).map(String));
}
