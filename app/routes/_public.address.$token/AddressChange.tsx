import { masked } from "#app/components/reader/Person.tsx";
import { QuietButton } from "#app/components/reader/buttons.tsx";
import { Note } from "#app/components/site/Note.tsx";
import { Said, useWords } from "#app/components/ui/Words.tsx";
import type { AddressChangePage } from "#app/models/readers/preferences/addressChange.server.ts";

/** The page behind the button in a mail about a change of address, for either address. */
export function AddressChange({ question }: { question: AddressChangePage }) {
  const words = useWords();
  const { old, next, state, page } = question;
  if (state === "taken")
    return (
      <Note title={words("reader.address.takenTitle")}>
        <p>{words("reader.address.taken")}</p>
      </Note>
    );
  if (state === "agreed")
    return (
      <Note title={words("reader.address.otherTitle")}>
        <p>{words("reader.address.other")}</p>
      </Note>
    );
  if (state === "done")
    return (
      <Note title={words("reader.address.doneTitle")}>
        <p>
          <Said
            text={({ next = "" }) => words("reader.address.done", { next })}
            values={{ next }}
            tags={{ strong: masked }}
          />
        </p>
        {page && (
          <p>
            <a className="button" href={page}>
              {words("reader.mail.linkButton")}
            </a>
          </p>
        )}
      </Note>
    );
  return (
    <Note title={words("reader.address.questionTitle")}>
      <p>
        <Said
          text={({ old = "", next = "" }) => words("reader.address.question", { old, next })}
          values={{ old, next }}
          tags={{ strong: masked }}
        />
      </p>
      <form method="post">
        <div className="flex flex-wrap items-center gap-4">
          <button className="button" type="submit" name="answer" value="yes">
            {words("reader.address.agree")}
          </button>
          <QuietButton name="answer" value="no">
            {words("reader.address.refuse")}
          </QuietButton>
        </div>
      </form>
    </Note>
  );
}

export function AddressRefused() {
  const words = useWords();
  return (
    <Note title={words("reader.address.refusedTitle")}>
      <p>{words("reader.address.refused")}</p>
    </Note>
  );
}
