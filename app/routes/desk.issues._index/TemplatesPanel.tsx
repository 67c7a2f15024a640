import { Button, Field, NoticeBox, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import type { IssueTemplate } from "#app/models/issues/templates.server.ts";

type TemplatesPanelProps = {
  templates: IssueTemplate[];
  /** Deleted just now: it can be brought back. */
  deleted: { id: number; name: string } | null;
  lists: { id: number; name: string }[];
  issues: { number: number; subject: string }[];
  /** Why nothing was kept, in a sentence. */
  fault: string | null;
};

const action = "/desk/issues?index";

/** The templates that an issue can begin with, and a form that keeps an issue's sections as another one. */
export function TemplatesPanel({ templates, deleted, lists, issues, fault }: TemplatesPanelProps) {
  return (
    <div id="templates" className="mt-8 scroll-mt-4">
      <Panel title="Templates" term="template">
        {deleted && <Deleted {...deleted} />}
        <p className="max-w-prose text-sm text-muted">
          A template keeps an issue’s sections, their headings, texts and rules, the text at the end and the subject as
          a pattern: its own number becomes the new issue’s. A new issue begins with them, without any article.
        </p>
        {templates.length > 0 && (
          <ul className="mt-4 divide-y divide-rule">
            {templates.map((template) => (
              <TemplateLine key={template.id} template={template} lists={lists} />
            ))}
          </ul>
        )}
        {issues.length > 0 && <KeepForm lists={lists} issues={issues} fault={fault} />}
      </Panel>
    </div>
  );
}

function Deleted({ id, name }: { id: number; name: string }) {
  return (
    <NoticeBox>
      <form method="post" action={action} className="flex flex-wrap items-center justify-between gap-3">
        <input type="hidden" name="template" value={id} />
        <span className="min-w-0 wrap-anywhere">
          “<bdi>{name}</bdi>” is deleted.
        </span>
        <Button name="intent" value="restore-template">
          Undo
        </Button>
      </form>
    </NoticeBox>
  );
}

type TemplateLineProps = { template: IssueTemplate } & Pick<TemplatesPanelProps, "lists">;

function TemplateLine({ template: { id, name, listId }, lists }: TemplateLineProps) {
  const list = lists.find((one) => one.id === listId);
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 py-2">
      <span className="min-w-0 flex-1 basis-48 wrap-anywhere">
        <bdi className="font-medium">{name}</bdi>
        <span className="block text-sm text-muted">{list ? <bdi>For “{list.name}”</bdi> : "For all lists"}</span>
      </span>
      <form method="post" action={action}>
        <input type="hidden" name="template" value={id} />
        <Button name="intent" value="delete-template" aria-label={`Delete the template “${name}”`}>
          Delete
        </Button>
      </form>
    </li>
  );
}

function KeepForm({ lists, issues, fault }: Pick<TemplatesPanelProps, "lists" | "issues" | "fault">) {
  return (
    <form
      method="post"
      action={action}
      className="mt-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-[1fr_1fr_1fr_auto] lg:items-end"
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
      <Field id="template-list" label="For">
        <Select name="list" defaultValue="">
          <option value="">All lists</option>
          {lists.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Button name="intent" value="keep-template">
        Keep as a template
      </Button>
    </form>
  );
}
