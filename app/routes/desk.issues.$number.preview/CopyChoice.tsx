import { Button, Field, NoticeBox, TextInput } from "#app/components/desk/kit.tsx";
import type { ReaderStanding } from "#app/models/issues/chosenReader.server.ts";

/** The reader whose copy is shown, with its text; or the fault of the address. */
export type ReaderAnswer = { reader: ShownReader; text: string } | { readerFault: string };
type ShownReader = {
  name: string;
  email: string;
  known: boolean;
  topics: string[];
  standing: ReaderStanding;
  reference: string;
};

type CopyChoiceProps = {
  topics: { slug: string; name: string }[];
  /** The name of the briefing's language. */
  language: string;
  answer: ReaderAnswer | undefined;
  onChoose: (form: FormData) => void;
};

const standings: Record<ReaderStanding, string> = {
  gets: "gets this issue.",
  suppressed: "gets nothing: the address must not be written to.",
  "not-on-list": "does not get it: not an active reader of its list.",
  paused: "does not get it now: they paused.",
  monthly: "does not get it: they chose the monthly digest.",
  "other-topics": "does not get it: they chose other topics.",
  "outside-segment": "does not get it: they are not in its segment.",
};

/** Chooses whose copy the preview shows; its links lead to their pages and change nothing. */
export function CopyChoice({ topics, language, answer, onChoose }: CopyChoiceProps) {
  const chosen = answer && "reader" in answer ? answer.reader : null;
  return (
    <details className="rounded-lg border border-rule bg-raised p-4 sm:px-6" open={answer !== undefined}>
      <summary className="cursor-pointer text-sm font-medium">As a reader gets it</summary>
      {chosen && (
        <div className="mt-4">
          <NoticeBox tone={chosen.standing === "gets" ? "good" : "warn"}>
            <bdi>{chosen.name || chosen.email}</bdi> {chosen.known ? "" : "(made up) "}
            {standings[chosen.standing]}
            {chosen.topics.length > 0 && ` Topics: ${chosen.topics.join(", ")}.`}
          </NoticeBox>
        </div>
      )}
      <form
        method="post"
        noValidate
        className="mt-4 space-y-4"
        onSubmit={(event) => {
          event.preventDefault();
          onChoose(new FormData(event.currentTarget));
        }}
      >
        <input type="hidden" name="intent" value="reader" />
        <p className="text-sm text-muted">
          Every reader’s mail is in the briefing’s language, <bdi>{language}</bdi>: readers choose none of their own.{" "}
          <a href="/desk/settings" className="text-accent underline underline-offset-4">
            Change it
          </a>
        </p>
        <Field
          id="reader-email"
          label="Reader's address"
          hint="A subscriber's, with the name and topics that they have; or any other, with what you give here."
          error={answer && "readerFault" in answer ? answer.readerFault : null}
        >
          <TextInput name="email" type="email" autoComplete="off" defaultValue={chosen?.email} />
        </Field>
        <Field id="reader-name" label="Made-up name">
          <TextInput name="name" maxLength={100} />
        </Field>
        {topics.length > 0 && (
          <fieldset>
            <legend className="mb-1.5 text-sm font-medium">Made-up topics</legend>
            <div className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
              {topics.map(({ slug, name }) => (
                <label key={slug} className="flex min-h-6 items-center gap-2">
                  <input type="checkbox" name="topic" value={slug} />
                  <bdi>{name}</bdi>
                </label>
              ))}
            </div>
          </fieldset>
        )}
        <Button>Show their copy</Button>
      </form>
    </details>
  );
}
