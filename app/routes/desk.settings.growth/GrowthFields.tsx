import { Form } from "@remix-run/react";
import { Button, Field, Panel, Select } from "#app/components/desk/kit.tsx";
import type { GrowthSettings } from "#app/models/growthSettings.server.ts";

/** The lines of mails and pages that bring more readers. */
export function GrowthFields({ settings, mayChange }: { settings: GrowthSettings; mayChange: boolean }) {
  return (
    <Panel title="In mails and on pages">
      <Form method="post">
        <input type="hidden" name="intent" value="lines" />
        <fieldset disabled={!mayChange} className="space-y-5">
          <Field
            id="forwardedLine"
            label="“Was this forwarded to you? Subscribe”"
            hint="At the end of each mail, with a link that is nobody’s own. Who comes by it stands under “forwarded”."
          >
            <Select name="forwardedLine" defaultValue={settings.forwardedLine}>
              <option value="on">In every mail</option>
              <option value="off">In none</option>
            </Select>
          </Field>
          <Field
            id="shareLinks"
            label="Personal links to pass on"
            hint="Each reader gets a link that says nothing about them. They see how many came by it and confirmed; nobody is rewarded, and you see the sum."
          >
            <Select name="shareLinks" defaultValue={settings.shareLinks}>
              <option value="off">None</option>
              <option value="page">On the reader’s page and after the confirmation</option>
              <option value="mail">There, and at the end of each mail</option>
            </Select>
          </Field>
          <Field
            id="recommendsInArchive"
            label="Recommended briefings"
            hint="They stand on the page after a sign-up and after its confirmation."
          >
            <Select name="recommendsInArchive" defaultValue={settings.recommendsInArchive}>
              <option value="off">Only there</option>
              <option value="on">Below the archive too</option>
            </Select>
          </Field>
          {mayChange && <Button kind="primary">Save</Button>}
        </fieldset>
      </Form>
    </Panel>
  );
}
