import type { ReactNode } from "react";
import { DeadLink, Note } from "./Note.tsx";

type LeaveProps = { listName: string; email: string; children?: ReactNode };

/** The page an unsubscribe link leads to; only its button ends anything. */
export function LeaveQuestion({ listName, email, children }: LeaveProps) {
  return (
    <Note title={`Stop getting ${listName}?`}>
      <p>
        It goes to <strong>{email}</strong>. One press ends it, at once.
      </p>
      <form method="post">
        <input type="hidden" name="confirm" value="1" />
        <button className="button" type="submit">
          Unsubscribe
        </button>
      </form>
      <p className="text-[0.9375rem]">If you want to stay, close this page. Nothing has changed.</p>
      {children}
    </Note>
  );
}

export function Left({ listName, email, children }: LeaveProps) {
  return (
    <Note title="You have left">
      <p>
        <strong>{email}</strong> gets no more of <strong>{listName}</strong>, not even an issue that is going out right
        now.
      </p>
      {children}
    </Note>
  );
}

export function DeadLeave({ contact }: { contact: string }) {
  return (
    <DeadLink title="This unsubscribe link does not work">
      <p>
        Any other issue you got has a link of its own. Or write to{" "}
        <a className="underline underline-offset-4" href={`mailto:${contact}?subject=Unsubscribe`}>
          {contact}
        </a>{" "}
        from the address that gets the mail, and we take you off the list.
      </p>
    </DeadLink>
  );
}
