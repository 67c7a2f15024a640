import type { ReactNode } from "react";
import { DeadLink, Note } from "#app/components/site/Note.tsx";
import { forSubscription, Said, useWords } from "./Words.tsx";

type LeaveProps = { listName: string; email: string; children?: ReactNode };

/** The page behind an unsubscribe link; only its button ends the subscription. */
export function UnsubscribeQuestion({ listName, email, children }: LeaveProps) {
  const words = useWords();
  return (
    <Note title={words("leave.question", { list: listName })}>
      <p>
        <Said text={(values) => words("leave.goesTo", values)} values={{ email }} tags={forSubscription} />
      </p>
      <form method="post">
        <input type="hidden" name="confirm" value="1" />
        <button className="button" type="submit">
          {words("leave.button")}
        </button>
      </form>
      <p className="text-[0.9375rem]">{words("leave.otherwise")}</p>
      {children}
    </Note>
  );
}

export function Left({ listName, email, children }: LeaveProps) {
  const words = useWords();
  return (
    <Note title={words("leave.left")}>
      <p>
        <Said
          text={(values) => words("leave.noMore", values)}
          values={{ email, list: listName }}
          tags={forSubscription}
        />
      </p>
      {children}
    </Note>
  );
}

export function DeadLeave({ contact }: { contact: string }) {
  const words = useWords();
  return (
    <DeadLink title={words("leave.dead")}>
      <p>
        <WriteTo contact={contact} text={(values) => words("leave.deadWhy", values)} />
      </p>
    </DeadLink>
  );
}

/** For people without the mail. */
export function HowToLeave({ contact }: { contact: string }) {
  const words = useWords();
  return (
    <Note title={words("leave.how")}>
      <p>{words("leave.howLink")}</p>
      <p>
        <WriteTo contact={contact} text={(values) => words("leave.howWrite", values)} />
      </p>
      <p>
        <a className="more-link" href="/reader">
          {words("reader.dead.ask")}
        </a>
      </p>
    </Note>
  );
}

type WriteToProps = { contact: string; text: (values: { contact: string }) => string };

function WriteTo({ contact, text }: WriteToProps) {
  const subject = encodeURIComponent(useWords()("leave.mailSubject"));
  const link = (inner: string) => (
    <a className="underline underline-offset-4" href={`mailto:${contact}?subject=${subject}`}>
      <bdi>{inner}</bdi>
    </a>
  );
  return <Said text={text} values={{ contact }} tags={{ contact: link }} />;
}
