import { Form } from "@remix-run/react";
import { Button, NoticeBox, Panel, Select } from "#app/components/desk/kit.tsx";
import type { AskingList } from "#app/models/feedback/asking.server.ts";

/** How each choice is named; their order is that of the form. */
const choices: Record<AskingList["asks"], string> = {
  nothing: "Nothing",
  pieces: "Whether each piece was useful",
  issue: "Whether the issue was useful",
};

/** A setting of each list: the question of its issues to every reader. */
export function AskingPanel({ lists, mayChange, saved }: { lists: AskingList[]; mayChange: boolean; saved: boolean }) {
  return (
    <Panel title="Questions to readers">
      {saved && <NoticeBox tone="good">Saved. It holds for issues that go out from now on.</NoticeBox>}
      <div className="mb-5 max-w-prose space-y-3 text-sm text-muted">
        <p>
          Two links stand under each piece, or at the end of the issue. They lead to a page with a button, where readers
          can add a word. Each delivery counts once, and a new answer takes the place of the one before. What programs
          open by themselves counts nothing. Polls need no setting: an editor puts them into an issue.
        </p>
        <p>
          You see how many answered what, and their words without names. An answer is tied to its reader for a year at
          most. The privacy policy says so by itself while a list asks something.
        </p>
      </div>
      <ul className="divide-y divide-rule border-y border-rule">
        {lists.map(({ id, name, asks }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 py-3">
            <label htmlFor={`asks-${id}`} className="min-w-0 text-sm font-medium wrap-anywhere">
              <span className="sr-only">What is asked by </span>
              <bdi>{name}</bdi>
            </label>
            {mayChange ? (
              <Form method="post" action="/desk/settings/asking" className="flex flex-wrap items-center gap-2">
                <input type="hidden" name="list" value={id} />
                <Select id={`asks-${id}`} name="asks" defaultValue={asks} className="w-auto!">
                  {Object.entries(choices).map(([value, words]) => (
                    <option key={value} value={value}>
                      {words}
                    </option>
                  ))}
                </Select>
                <Button aria-label={`Save what ${name} asks`}>Save</Button>
              </Form>
            ) : (
              <span className="text-sm">{choices[asks]}</span>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
