import { Form, useNavigation } from "@remix-run/react";
import { useEffect, useState, type KeyboardEvent } from "react";
import { Button, Field, NoticeBox, Panel, TextArea } from "#app/components/desk/kit.tsx";
import { dropText, useKeptText } from "#app/components/desk/people/useKeptText.ts";
import type { Conversation } from "#app/models/conversations/conversation.server.ts";

type AnswerProps = {
  conversation: Conversation;
  me: number;
  /** Random: the same form sent twice is one answer. */
  formKey: string;
  /** The prepared question for permission to print. */
  question: string;
  from: string;
  comesBack: boolean;
  answered: number | null;
  fault: string | null;
};

/** The form for an answer. Its words stay in the tab until the desk has them; then it stands there new, by its React key. */
export function AnswerForm({ conversation, me, formKey, question, from, comesBack, answered, fault }: AnswerProps) {
  const { reader, letter, messages } = conversation;
  const place = `answer ${me}`;
  // Before the words that were kept are read: those are sent.
  useEffect(() => {
    if (answered !== null) dropText(place);
  }, [answered, place]);
  const [text, setText] = useKeptText(place);
  // The key of the form that stands here, whatever the page loads meanwhile.
  const [key] = useState(formKey);
  const [asks, setAsks] = useState(false);
  const busy = useNavigation().state !== "idle";
  if (!reader) return null;
  if (reader.isSuppressed)
    return (
      <NoticeBox tone="warn">This reader’s address is suppressed: nothing is sent to it, an answer neither.</NoticeBox>
    );
  const send = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.currentTarget.form?.requestSubmit();
  };
  const prepare = () => {
    setText(text.trim() === "" ? question : `${text.trimEnd()}\n\n${question}`);
    setAsks(true);
  };
  return (
    <Panel title="Answer">
      {answered !== null && (
        <NoticeBox tone="good">The answer is kept above, and goes out with the next mails.</NoticeBox>
      )}
      <Form method="post" className="space-y-4">
        <input type="hidden" name="intent" value="answer" />
        <input type="hidden" name="formKey" value={key} />
        <input type="hidden" name="seen" value={messages.at(-1)?.id ?? 0} />
        {asks && <input type="hidden" name="asks" value="1" />}
        <Field
          id="answer-text"
          label={`To ${reader.name || reader.email}`}
          hint={`It comes from ${from}. ${comesBack ? "Their answer comes back here." : "Their answer goes to your mailbox."} Ctrl and Enter send it.`}
          error={fault}
        >
          <TextArea
            name="text"
            rows={6}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={send}
          />
        </Field>
        {asks && (
          <p className="text-sm text-muted">
            This answer asks for permission to print the chosen words.{" "}
            <button
              type="button"
              className="min-h-8 cursor-pointer text-accent underline underline-offset-4"
              onClick={() => setAsks(false)}
            >
              It does not
            </button>
          </p>
        )}
        <div className="flex flex-wrap gap-2">
          <Button kind="primary" disabled={busy}>
            Send the answer
          </Button>
          <Button name="then" value="done" disabled={busy}>
            Send, and it is done
          </Button>
          {letter !== null && !asks && (
            <Button type="button" disabled={busy} onClick={prepare}>
              Ask for permission to print
            </Button>
          )}
        </div>
      </Form>
    </Panel>
  );
}
