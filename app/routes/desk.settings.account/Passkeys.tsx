import { useRevalidator } from "@remix-run/react";
import { useState } from "react";
import { onlyHere } from "#app/components/desk/Dialog.tsx";
import { PasskeyButton } from "#app/components/desk/PasskeyButton.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge, Button, Field, NoticeBox, Panel, TextInput } from "#app/components/desk/kit.tsx";
import { makePasskey, useCanUsePasskeys } from "#app/components/desk/passkeys.ts";
import { faultsAt, type Reply } from "#app/components/desk/reply.ts";
import type { Passkey } from "#app/models/desk/passkeys.server.ts";

type PasskeysProps = {
  me: number;
  passkeys: Passkey[];
  /** False where the desk's address allows none. */
  canHave: boolean;
  /** True for ten minutes after signing in: only then passkeys are added and removed. */
  justSignedIn: boolean;
  /** A name for one on this device. */
  device: string;
  timeZone: string;
  reply: Reply | undefined;
};

/** The editor's passkeys: what they are, a way to add one, and a button that removes each. */
export function Passkeys({ me, passkeys, canHave, justSignedIn, device, timeZone, reply }: PasskeysProps) {
  return (
    <Panel title="Passkeys">
      <p className="max-w-prose text-sm text-muted">
        A passkey signs you in by your device: its fingerprint, face or PIN, or a security key. It cannot be guessed,
        and no other site can ask for it. Your password stays.
      </p>
      {passkeys.length > 0 && (
        <ul className="mt-4 divide-y divide-rule">
          {passkeys.map((passkey) => (
            <Row key={passkey.id} passkey={passkey} timeZone={timeZone} removable={justSignedIn} />
          ))}
        </ul>
      )}
      {!canHave && (
        <p className="mt-4 text-sm">
          This desk can have none now: a passkey belongs to a name with https, and APP_URL is something else.
        </p>
      )}
      {justSignedIn
        ? canHave && <AddPasskey device={device} />
        : (canHave || passkeys.length > 0) && <ConfirmIt me={me} reply={reply} hasPasskeys={passkeys.length > 0} />}
    </Panel>
  );
}

type RowProps = { passkey: Passkey; timeZone: string; removable: boolean };

function Row({ passkey: { id, name, createdAt, usedAt, otherHost }, timeZone, removable }: RowProps) {
  return (
    <li className="flex items-center justify-between gap-x-6 py-3 text-sm">
      <div className="min-w-0 space-y-1">
        <p className="flex flex-wrap items-center gap-2">
          <bdi className="font-medium wrap-anywhere">{name}</bdi>
          {otherHost && <Badge tone="warn">made for {otherHost}: of no use here</Badge>}
        </p>
        <p className="text-muted">
          made <Time at={createdAt} timeZone={timeZone} />,{" "}
          {usedAt === null ? (
            "not used yet"
          ) : (
            <>
              last used <Time at={usedAt} timeZone={timeZone} />
            </>
          )}
        </p>
      </div>
      {removable && (
        <form method="post">
          <input type="hidden" name="id" value={id} />
          <Button name="intent" value="remove-passkey" kind="danger" aria-label={`Remove ${name}`}>
            Remove
          </Button>
        </form>
      )}
    </li>
  );
}

function AddPasskey({ device }: { device: string }) {
  const can = useCanUsePasskeys();
  const [name, setName] = useState(device);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ done: string } | { fault: string } | null>(null);
  const { revalidate } = useRevalidator();
  const add = async () => {
    setBusy(true);
    setSaid(null);
    const outcome = await makePasskey(name);
    setBusy(false);
    if ("done" in outcome) {
      setSaid({ done: `“${name}” is added: it signs you in from now on.` });
      revalidate();
    } else setSaid({ fault: outcome.said });
  };
  if (can === undefined) return null;
  if (!can)
    return <p className="mt-4 text-sm">This browser has no passkeys here. Open this page in one that has them.</p>;
  return (
    <form onSubmit={onlyHere(() => void add())} className="mt-5 max-w-sm space-y-4">
      {said && "done" in said && <NoticeBox tone="good">{said.done}</NoticeBox>}
      <Field
        id="passkey-name"
        label="Name of a new passkey"
        hint="The browser then asks how you want to keep it."
        error={said && "fault" in said ? said.fault : null}
      >
        <TextInput value={name} maxLength={60} onChange={(event) => setName(event.target.value)} required />
      </Field>
      <Button kind="primary" disabled={busy}>
        Add a passkey
      </Button>
    </form>
  );
}

/** Asks for the password or a passkey once more: a browser that was left open must not change how one signs in. */
function ConfirmIt({ me, reply, hasPasskeys }: { me: number; reply: Reply | undefined; hasPasskeys: boolean }) {
  const { revalidate } = useRevalidator();
  return (
    <div className="mt-5 max-w-sm space-y-4">
      <form method="post" noValidate className="space-y-4">
        <input type="hidden" name="intent" value="again" />
        <Field
          id="againPassword"
          label="Password"
          hint="To add or remove a passkey, sign in once more."
          error={faultsAt(reply, "againPassword")}
        >
          <TextInput name="againPassword" type="password" autoComplete="current-password" />
        </Field>
        <Button className="w-full">Sign in again</Button>
      </form>
      {hasPasskeys && <PasskeyButton label="Sign in again with a passkey" as={me} onSignedIn={revalidate} />}
    </div>
  );
}
