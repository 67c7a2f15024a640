import { Button, buttonClass, Field, TextInput } from "#app/components/desk/kit.tsx";

/** Pauses a send at once, or cancels it after a question. */
export function Steering({ path }: { path: string }) {
  return (
    <div className="mt-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4 border-t border-rule pt-5">
      <form method="post" action={`${path}/pause`} className="flex min-w-0 flex-1 basis-80 flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1 basis-48">
          <Field id="reason" label="Reason, if you like">
            <TextInput name="reason" maxLength={200} autoComplete="off" placeholder="A wrong link" />
          </Field>
        </div>
        <Button name="intent" value="pause">
          Pause
        </Button>
      </form>
      <a href={`${path}/cancel`} className={buttonClass("danger")}>
        Cancel the rest …
      </a>
    </div>
  );
}
