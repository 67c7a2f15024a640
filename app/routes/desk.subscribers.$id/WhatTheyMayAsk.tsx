import { useState } from "react";
import { Confirm } from "./Confirm.tsx";
import { Button, Panel } from "#app/components/desk/kit.tsx";
import { deskSubscriberPath } from "#app/models/deskPaths.ts";
import type { SubscriberLine } from "#app/models/readers/subscribers.server.ts";

/** The actions of an operator at a reader's request: a copy of all personal data, and erasure. */
export function WhatTheyMayAsk({ subscriber }: { subscriber: SubscriberLine }) {
  return (
    <Panel title="What they may ask for">
      <p className="mb-4 text-muted">
        Every mail has a link to a page where readers do this by themselves. Make sure that it is them who ask.
      </p>
      <div className="flex flex-wrap gap-3">
        <form method="post" action={`${deskSubscriberPath(subscriber.id)}/held.json`}>
          <Button kind="quiet">Everything held, as JSON</Button>
        </form>
        <Erase email={subscriber.email} />
      </div>
    </Panel>
  );
}

function Erase({ email }: { email: string }) {
  const [busy, setBusy] = useState(false);
  return (
    <Confirm
      trigger={
        <Button type="button" kind="danger">
          Erase this reader
        </Button>
      }
      title="Erase this reader?"
      text={
        <>
          <span className="break-all">{email}</span>, the name, every subscription and every choice are deleted, in the
          steps of consent too, and nothing more is sent. A code made from the address keeps imports from bringing it
          back. This cannot be undone.
        </>
      }
      stay="Keep them"
    >
      <form method="post" onSubmit={() => setBusy(true)}>
        <input type="hidden" name="erase" value="1" />
        <Button kind="danger" disabled={busy}>
          Erase
        </Button>
      </form>
    </Confirm>
  );
}
