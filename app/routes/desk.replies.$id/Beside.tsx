import { Form } from "@remix-run/react";
import { useState } from "react";
import { Badge, Button, Field, Panel, Select, TextArea } from "#app/components/desk/kit.tsx";
import type { Conversation } from "#app/models/conversations/conversation.server.ts";
import type { LetterInPrint } from "#app/models/conversations/print.ts";
import { deskArticlePath, deskIssuePath, deskSubscriberPath } from "#app/models/deskPaths.ts";

type BesideProps = {
  conversation: Conversation;
  answerers: { id: number; name: string }[];
  me: number;
  /** Of the newest message, to choose from. */
  ownWords: string;
  /** The letter's words for an article. */
  print: LetterInPrint;
};

/** Beside a conversation: whose and about what it is, who has it, and what of it may be printed. */
export function Beside({ conversation, answerers, me, ownWords, print }: BesideProps) {
  return (
    <aside aria-label="About this conversation" className="space-y-6">
      <About conversation={conversation} />
      <Assigned {...{ conversation, answerers, me }} />
      {conversation.isReader && conversation.reader && (
        <Letter key={conversation.letter_quote} {...{ conversation, ownWords, print }} />
      )}
    </aside>
  );
}

const link = "text-accent underline underline-offset-4 wrap-anywhere";

function About({ conversation: { reader, issue, article, from } }: { conversation: Conversation }) {
  return (
    <Panel title="About">
      <dl className="space-y-3 text-sm">
        <div>
          <dt className="text-muted">Reader</dt>
          <dd>
            {reader ? (
              <>
                <a href={deskSubscriberPath(reader.id)} className={link}>
                  <bdi>{reader.name || reader.email}</bdi>
                </a>
                <span className="block text-muted">
                  {reader.lists.length > 0 ? `Gets ${reader.lists.join(", ")}` : "Gets nothing any more"}
                </span>
                {reader.isSuppressed && <Badge tone="bad">Suppressed</Badge>}
              </>
            ) : (
              <span className="wrap-anywhere">{from || "Nobody who can be told"}, who is no known reader</span>
            )}
          </dd>
        </div>
        {issue && (
          <div>
            <dt className="text-muted">Issue</dt>
            <dd dir="auto">
              <a href={deskIssuePath(issue.number)} className={link}>
                {issue.number}: {issue.subject}
              </a>
            </dd>
          </div>
        )}
        {article && (
          <div>
            <dt className="text-muted">Quotes the article</dt>
            <dd dir="auto">
              <a href={deskArticlePath(article.id)} className={link}>
                {article.headline}
              </a>
            </dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}

type AssignedProps = Pick<BesideProps, "conversation" | "answerers" | "me">;

function Assigned({ conversation: { assigned }, answerers, me }: AssignedProps) {
  return (
    <Panel title="Who has it">
      <Form method="post" className="space-y-3">
        <input type="hidden" name="intent" value="assign" />
        <Field id="assign-to" label="Give it to">
          <Select key={assigned?.id} name="editor" defaultValue={assigned?.id ?? ""}>
            <option value="">Nobody</option>
            {answerers.map(({ id, name }) => (
              <option key={id} value={id}>
                {id === me ? `${name} (you)` : name}
              </option>
            ))}
          </Select>
        </Field>
        <Button>Give</Button>
      </Form>
    </Panel>
  );
}

const states = {
  marked: ["plain", "Permission was not asked yet"],
  asked: ["warn", "Permission was asked"],
  permitted: ["good", "The reader has agreed"],
  declined: ["bad", "The reader has declined"],
} as const;

/** Whether its words are a letter to the editor, and whether they may be printed. */
function Letter({ conversation, ownWords, print }: Pick<BesideProps, "conversation" | "ownWords" | "print">) {
  const { letter, letter_quote: quote, letter_by: by } = conversation;
  return (
    <Panel title="Letter to the editor">
      {letter && (
        <p className="mb-3 text-sm">
          <Badge tone={states[letter][0]}>{states[letter][1]}</Badge>
          {(letter === "permitted" || letter === "declined") && by && (
            <span className="mt-1 block text-muted">
              Recorded by <bdi>{by}</bdi>
            </span>
          )}
        </p>
      )}
      <Form method="post" className="space-y-3">
        <input type="hidden" name="intent" value="letter" />
        <Field
          id="letter-quote"
          label="Words to print"
          hint={letter ? "Other words need a permission of their own." : "Shorten them to what you want to print."}
        >
          <TextArea name="quote" rows={4} defaultValue={quote || ownWords.slice(0, 5000)} />
        </Field>
        <Button>{letter ? "Save the words" : "Mark as a letter"}</Button>
      </Form>
      {letter && <Decision letter={letter} />}
      {letter === "permitted" && <ForArticle print={print} />}
    </Panel>
  );
}

function Decision({ letter }: { letter: NonNullable<Conversation["letter"]> }) {
  const press = (intent: string, name: string) => (
    <Form method="post">
      <input type="hidden" name="intent" value={intent} />
      <Button>{name}</Button>
    </Form>
  );
  return (
    <div className="mt-4 flex flex-wrap gap-2 border-t border-rule pt-4">
      {letter !== "marked" && letter !== "permitted" && press("permitted", "They agree")}
      {letter !== "marked" && letter !== "declined" && press("declined", "They decline")}
      {press("no-letter", "It is no letter")}
    </div>
  );
}

/** Ready for an article: copied, it is the block itself where that is pasted, and Markdown anywhere else. */
function ForArticle({ print }: { print: LetterInPrint }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void copyQuote(print).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="mt-4 space-y-3 border-t border-rule pt-4">
      <Field
        id="letter-markdown"
        label="For an article"
        hint="Pasted into an article, it becomes a pull quote with the reader’s name."
      >
        <TextArea rows={3} readOnly value={print.markdown} />
      </Field>
      <Button type="button" onClick={copy}>
        {copied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}

function copyQuote({ by, paragraphs, markdown }: LetterInPrint): Promise<void> {
  const quote = document.createElement("aside");
  quote.setAttribute("data-pull-quote", by);
  for (const text of paragraphs) quote.appendChild(document.createElement("p")).textContent = text;
  const kinds = { "text/html": quote.outerHTML, "text/plain": markdown };
  const item = Object.entries(kinds).map(([type, text]) => [type, new Blob([text], { type })]);
  return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(item) as Record<string, Blob>)]);
}
