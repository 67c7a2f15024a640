import { Button, Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { IssueTemplate } from "#app/models/issues/beginnings.server.ts";

type TemplatesPanelProps = {
  templates: IssueTemplate[];
  issues: { number: number; subject: string }[];
  /** Why nothing was kept, in a sentence. */
  fault: string | null;
};

/** The templates that an issue can begin with, and a form that keeps an issue's sections as another one. */
export function TemplatesPanel({ templates, issues, fault }: TemplatesPanelProps) {
  return (
    <div id="templates" className="mt-8 scroll-mt-4">
      <Panel title="Templates" term="template">
        <p className="max-w-prose text-sm text-muted">
          A template keeps an issue’s sections, their headings, texts and rules, the text at the end and the subject as
          a pattern. A new issue begins with them, without any article.
        </p>
        {templates.length > 0 && (
          <ul className="mt-4 divide-y divide-rule">
            {templates.map(({ id, name }) => (
              <li key={id} className="flex flex-wrap items-center justify-between gap-3 py-2">
                <bdi className="font-medium">{name}</bdi>
                <form method="post" action="/desk/issues?index">
                  <input type="hidden" name="template" value={id} />
                  <Button name="intent" value="delete-template" aria-label={`Delete the template “${name}”`}>
                    Delete
                  </Button>
                </form>
              </li>
            ))}
          </ul>
        )}
        <form
          method="post"
          action="/desk/issues?index"
          className="mt-4 grid gap-4 sm:grid-cols-[1fr_1fr_auto] sm:items-end"
        >
          <Field id="template-of" label="Make one of">
            <Select name="number">
              {issues.map(({ number, subject }) => (
                <option key={number} value={number}>
                  {`Issue ${number}${subject ? `: ${subject.slice(0, 60)}` : ""}`}
                </option>
              ))}
            </Select>
          </Field>
          <Field id="template-name" label="Name" error={fault}>
            <TextInput name="name" required maxLength={80} placeholder="The weekly" />
          </Field>
          <Button name="intent" value="keep-template">
            Keep as a template
          </Button>
        </form>
      </Panel>
    </div>
  );
}
