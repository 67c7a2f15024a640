import { Form } from "@remix-run/react";
import { Button, Field, Panel, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import type { LibraryPicture } from "#app/models/library/pictures.server.ts";

/** The words that the picture's next use begins with. */
export function PictureWords({ alt, credit, fileName }: Pick<LibraryPicture, "alt" | "credit" | "fileName">) {
  return (
    <Panel title="Its own words">
      <Form method="post" className="space-y-4">
        <input type="hidden" name="act" value="describe" />
        <Field
          id="alt"
          label="What it shows"
          hint="Its next use begins with these words, and may have others. Where it is used already nothing changes."
        >
          <TextArea name="alt" rows={3} maxLength={400} defaultValue={alt} />
        </Field>
        <Field id="credit" label="Credit">
          <TextInput name="credit" maxLength={200} defaultValue={credit} />
        </Field>
        <Field id="fileName" label="File name">
          <TextInput name="fileName" maxLength={200} defaultValue={fileName} />
        </Field>
        <Button>Save</Button>
      </Form>
    </Panel>
  );
}
