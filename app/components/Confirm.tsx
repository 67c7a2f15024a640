import type { ArchiveLine } from "../models/editions.server.ts";
import { DeadLink, Note } from "./Note.tsx";

/** The page a confirmation mail leads to; only its button confirms. */
export function ConfirmQuestion({ listName, email }: { listName: string; email: string }) {
  return (
    <Note title="Confirm your subscription">
      <p>
        <strong>{email}</strong> was entered for <strong>{listName}</strong>. If that was you, one press and you are in.
      </p>
      <form method="post">
        <input type="hidden" name="confirm" value="1" />
        <button className="button" type="submit">
          Yes, send it to me
        </button>
      </form>
      <p className="text-[0.9375rem]">If it was not you, close this page. You will hear nothing more.</p>
    </Note>
  );
}

type ConfirmedProps = { listName: string; email: string; latest: ArchiveLine | null; already: boolean };

export function Confirmed({ listName, email, latest, already }: ConfirmedProps) {
  return (
    <Note title={already ? "You had already confirmed" : "You’re in"}>
      <p>
        {already ? "Nothing more to do: " : "Thank you. "}
        <strong>{listName}</strong> goes to <strong>{email}</strong>, beginning with the next issue. Each mail has a
        link to leave.
      </p>
      {latest && (
        <p>
          Until then, the latest one:{" "}
          <a className="underline underline-offset-4" href={`/issues/${latest.number}`}>
            {latest.subject}
          </a>
        </p>
      )}
    </Note>
  );
}

export function DeadConfirmation() {
  return (
    <DeadLink title="This confirmation link does not work">
      <p>A confirmation holds for a week. If yours is older, ask again: it takes a minute.</p>
      <p>
        <a className="button" href="/subscribe">
          Subscribe again
        </a>
      </p>
    </DeadLink>
  );
}
