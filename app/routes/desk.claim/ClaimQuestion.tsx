import { Button, Panel } from "#app/components/desk/kit.tsx";

type ClaimQuestionProps = { sending: { number: number; subject: string }[] };

/** The facts for an operator before a copied or restored database sends, and the button. */
export function ClaimQuestion({ sending }: ClaimQuestionProps) {
  return (
    <Panel>
      <div className="space-y-4">
        <p>Before you claim it:</p>
        <ul className="list-disc space-y-2 pl-5">
          <li>
            <strong>Is there another one?</strong> If the database that this is a copy of still sends, stop it first.
            Both would send, and readers would get every mail twice.
          </li>
          <li>
            <strong>Is something missing?</strong> A restored backup does not know what was sent after it was made, nor
            who left after it. Compare it with your mail server’s log.
          </li>
          {sending.length > 0 && (
            <li>
              <strong>What was on its way?</strong>{" "}
              {sending.map(({ number, subject }) => `No. ${number}, “${subject}”`).join("; ")}. Whoever still waits in a
              restored backup may have got it since, so they become uncertain, for you to settle. If you know that
              nothing was sent since, claim it from the terminal:{" "}
              <code className="break-words">npm run claim -- --nothing-sent-since</code>
            </li>
          )}
        </ul>
        <p>If this is a trial copy, leave it unclaimed: everything but sending works.</p>
        <form method="post">
          <Button kind="danger">Claim it: this is the one that sends</Button>
        </form>
      </div>
    </Panel>
  );
}
