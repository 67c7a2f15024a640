import { useState, type SyntheticEvent } from "react";
import { holdPage } from "#app/components/desk/heldPage.ts";
import { Button, Field, TextInput } from "#app/components/desk/kit.tsx";
import { JoiningFields } from "#app/components/desk/subscribers/JoiningFields.tsx";
import { sendFile } from "./sendFile.ts";

type Typed = { list: number | null; basis: string };
type UploadFormProps = {
  lists: { id: number; name: string }[];
  /** In bytes. */
  largest: number;
  answer: { fault: string; typed: Typed } | undefined;
};

/** Takes a file by a plain form; with scripts it says how far the file is. */
export function UploadForm({ lists, largest, answer }: UploadFormProps) {
  const [sent, setSent] = useState<number | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const isSending = sent !== null;
  const send = async (event: SyntheticEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A field that is disabled would not be in it.
    const fields = new FormData(event.currentTarget);
    setFault(null);
    setSent(0);
    const letGo = holdPage();
    const answered = await sendFile(fields, { to: event.currentTarget.action, largest, onProgress: setSent });
    letGo();
    if ("page" in answered) return window.location.assign(answered.page);
    setSent(null);
    setFault(answered.error);
  };
  return (
    <form
      method="post"
      action="/desk/subscribers/import?index"
      encType="multipart/form-data"
      onSubmit={(event) => void send(event)}
    >
      <fieldset disabled={isSending} className="grid gap-5">
        <JoiningFields lists={lists} listId={answer?.typed.list ?? null} basis={answer?.typed.basis ?? ""} />
        <Field
          id="file"
          label="File"
          hint={`A CSV file of any kind, a spreadsheet (.xlsx), or the zip file of an export, up to ${largest / 1_000_000} MB. Take the export with everybody in it: those who left are whom you must not write to.`}
          error={fault ?? answer?.fault}
        >
          <TextInput type="file" name="file" accept=".csv,.tsv,.txt,.tab,.xlsx,.zip,text/csv" />
        </Field>
      </fieldset>
      {isSending && <Sending sent={sent} />}
      <div className="mt-6">
        <Button kind="primary" disabled={isSending}>
          Read the file
        </Button>
        <p className="mt-2 text-sm text-muted">Nothing is imported yet.</p>
      </div>
    </form>
  );
}

function Sending({ sent }: { sent: number }) {
  const percent = Math.floor(sent * 100);
  return (
    <div className="mt-5">
      <p id="sending" role="status" className="mb-2 text-sm">
        {percent < 100 ? `${percent} % of the file is here` : "The file is here, and is being read …"}
      </p>
      <progress aria-labelledby="sending" max={100} value={percent} className="h-2 w-full accent-accent" />
    </div>
  );
}
