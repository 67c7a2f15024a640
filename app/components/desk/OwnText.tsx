import { Button, buttonClass, Field, NoticeBox, Panel, TextArea } from "./kit.tsx";
import { faultsAt, typedAt, type Reply } from "./reply.ts";

type OwnTextProps = {
  /** The field's name. */
  name: string;
  text: string;
  rows: number;
  /** True while readers see the generated text. */
  generated: boolean;
  /** The source of the generated text. */
  about: string;
  mayChange: boolean;
  /** The response to a save; undefined before. */
  answer: { reply?: Reply } | undefined;
  /** The page that readers see. */
  page: string;
};

/** The text of a page that is generated from the settings until an owner writes one; must be inside a `<Form>`. */
export function OwnText({ name, text, rows, generated, about, mayChange, answer, page }: OwnTextProps) {
  return (
    <Panel>
      {answer && !answer.reply && <NoticeBox tone="good">Saved. Readers see it now.</NoticeBox>}
      {!mayChange && <NoticeBox>Only an owner can change this.</NoticeBox>}
      <p className="mb-5 text-sm text-muted">{generated ? about : "Readers see a text of your own."}</p>
      <div className="space-y-5">
        <Field
          id={name}
          label="Text"
          hint="Markdown: ## before a heading, - before a point, [words](https://address) for a link."
          error={faultsAt(answer?.reply, name)}
        >
          <TextArea
            name={name}
            rows={rows}
            readOnly={!mayChange}
            className="font-mono leading-relaxed"
            defaultValue={typedAt(answer?.reply, name, text)}
          />
        </Field>
        <div className="flex flex-wrap gap-3">
          {mayChange && <Button kind="primary">Save this text</Button>}
          {mayChange && !generated && (
            <Button name="intent" value="generated">
              Use the generated text
            </Button>
          )}
          <a href={page} target="_blank" rel="noreferrer" className={buttonClass()}>
            See it on the site
          </a>
        </div>
      </div>
    </Panel>
  );
}
