import { Button, Field, Panel, TextInput } from "#app/components/desk/kit.tsx";

type Typed = { from: string; to: string };

/** One redirect that is written by hand, and a file of many. */
export function RedirectForms({ typed }: { typed: Typed }) {
  return (
    <div className="mt-6 space-y-6">
      <Panel title="Add a redirect">
        <form method="post" className="space-y-5">
          <RedirectFields id="new" typed={typed} />
          <Button kind="primary" name="intent" value="add">
            Add
          </Button>
        </form>
      </Panel>
      <Panel title="Bring many from a file">
        <form method="post" encType="multipart/form-data" className="space-y-5">
          <Field
            id="file"
            label="CSV file"
            hint="Two columns, from and to, a row for each. What is there already is not added again."
          >
            <TextInput type="file" name="file" accept=".csv,.txt,.tsv,text/csv" required />
          </Field>
          <label className="flex min-h-10 items-center gap-2 text-sm">
            <input type="checkbox" name="replace" className="size-4 accent-accent" />
            Change those that lead elsewhere
          </label>
          <Button name="intent" value="import">
            Bring them in
          </Button>
        </form>
      </Panel>
    </div>
  );
}

/** @param id begins those of its two fields */
export function RedirectFields({ id, typed }: { id: string; typed: Typed }) {
  return (
    <>
      <Field id={`${id}-from`} label="Old address" hint="A path like /2024/05/robots/, or the whole old address.">
        <TextInput
          name="from"
          defaultValue={typed.from}
          maxLength={1500}
          autoComplete="off"
          spellCheck={false}
          required
        />
      </Field>
      <Field
        id={`${id}-to`}
        label="Leads to"
        hint="A path of this site, like /articles/robots or /about, or an address of another site."
      >
        <TextInput name="to" defaultValue={typed.to} maxLength={2000} autoComplete="off" spellCheck={false} required />
      </Field>
    </>
  );
}
