import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Form, useActionData, useLoaderData, type ShouldRevalidateFunction } from "@remix-run/react";
import { Button, buttonClass, NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import { messagesIn } from "#app/i18n/messages.ts";
import { numberFromPath, orNotFound } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { conversationById, seeConversation } from "#app/models/conversations/conversation.server.ts";
import { answerers } from "#app/models/conversations/handling.server.ts";
import { letterInPrint } from "#app/models/conversations/print.ts";
import { ownWordsOf } from "#app/models/conversations/quoting.server.ts";
import { deskReplyPath } from "#app/models/deskPaths.ts";
import { randomToken } from "#app/models/signedTokens.server.ts";
import { AnswerForm } from "./AnswerForm.tsx";
import { Beside } from "./Beside.tsx";
import { MessageView } from "./MessageView.tsx";
import { handle } from "./requests.server.ts";

// Never an address or a name: titles end up in histories (C-12).
export const meta: MetaFunction = () => [{ title: "A conversation · Desk" }];

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const editor = await requireEditor(request, context);
  const conversation = orNotFound(await conversationById(context, numberFromPath(params.id)));
  await seeConversation(context, editor.id, conversation);
  const briefing = orNotFound(await getBriefing(context));
  const { letter_quote: quote, messages, reader } = conversation;
  const newest = messages.findLast(({ kind }) => kind === "reply");
  return {
    conversation,
    ownWords: newest ? ownWordsOf(newest.parts) : "",
    question: messagesIn(briefing.language)("conversation.permission", {
      briefing: `\u2068${briefing.name}\u2069`,
      quote: `\u2068${quote}\u2069`,
    }).replace(/[\u2068\u2069]/g, ""),
    print: letterInPrint(quote, reader?.name ?? "", context.config.appUrl),
    answerers: await answerers(context),
    me: editor.id,
    formKey: randomToken(),
    from: briefing.fromAddress,
    timeZone: briefing.timeZone,
    comesBack: context.config.replyAddress !== null,
  };
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context);
  return handle(request, context, editor, numberFromPath(params.id));
}

/** The page shows at once that a colleague was faster. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ actionStatus, defaultShouldRevalidate }) =>
  actionStatus === 409 || defaultShouldRevalidate;

export default function ConversationPage() {
  const loaded = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const { conversation, timeZone } = loaded;
  const { id, subject, state, messages, apart, isReader, reader, from } = conversation;
  const isDone = state === "done";
  const answered = answer && "answered" in answer ? answer.answered : null;
  const person = messages.some(({ kind }) => kind === "reply");
  return (
    <>
      <PageHead
        title={
          <span dir="auto" className="wrap-anywhere">
            {subject || "No subject"}
          </span>
        }
        actions={
          <>
            <a href={deskReplyPath()} className={buttonClass()}>
              All replies
            </a>
            {apart !== null && <Act intent="take-in" name="This is a reader’s answer" />}
            <Act
              intent={isDone ? "open" : "done"}
              name={isDone ? "Open it again" : "Done"}
              kind={isDone ? "quiet" : "primary"}
            />
          </>
        }
      />
      {answer && "fault" in answer && answer.about !== "answer" && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.fault}
        </NoticeBox>
      )}
      {!isReader && reader && <Stranger from={from} reader={reader} />}
      <div className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="min-w-0 space-y-4">
          <ol className="space-y-4">
            {messages.map((message) => (
              <MessageView key={message.id} {...{ id, message, timeZone }} mayAct={isReader} />
            ))}
          </ol>
          {reader && isReader && person && (
            <AnswerForm
              key={answered}
              {...loaded}
              answered={answered}
              fault={answer && "fault" in answer && answer.about === "answer" ? answer.fault : null}
            />
          )}
        </div>
        <Beside {...loaded} />
      </div>
    </>
  );
}

function Act({ intent, name, kind = "quiet" }: { intent: string; name: string; kind?: "quiet" | "primary" }) {
  return (
    <Form method="post">
      <input type="hidden" name="intent" value={intent} />
      <Button kind={kind}>{name}</Button>
    </Form>
  );
}

function Stranger({ from, reader }: { from: string; reader: { email: string } }) {
  return (
    <NoticeBox tone="warn">
      Somebody else answered with this reader’s address of reply: it was sent to{" "}
      <span className="break-all">{reader.email}</span>, and this came from{" "}
      <span className="break-all">{from || "nobody who can be told"}</span>. It may have been forwarded, or forged. It
      does nothing in the reader’s name, and is not answered from here.{" "}
      {from && (
        <a href={`mailto:${encodeURIComponent(from)}`} className="text-accent underline underline-offset-4">
          Write to them from your own mailbox
        </a>
      )}
    </NoticeBox>
  );
}
