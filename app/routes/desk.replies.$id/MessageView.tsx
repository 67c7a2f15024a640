import { Form } from "@remix-run/react";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge, Button, buttonClass, NoticeBox, type Tone } from "#app/components/desk/kit.tsx";
import { sizeText } from "#app/components/desk/subscribers/sizeText.ts";
import type { ConversationMessage, FileLine } from "#app/models/conversations/conversation.server.ts";
import { deskReplyPath } from "#app/models/deskPaths.ts";

type MessageProps = {
  /** Of the conversation. */ id: number;
  message: ConversationMessage;
  timeZone: string;
  mayAct: boolean;
};

/** One mail of a conversation: its words, and folded what is quoted and signed. */
export function MessageView({ id, message, timeZone, mayAct }: MessageProps) {
  const { direction, from, at, parts, kind, hasHtml, files, status } = message;
  const isOurs = direction === "out";
  return (
    <li
      id={`message-${message.id}`}
      className={`rounded-lg border border-rule p-4 sm:p-5 ${isOurs ? "bg-sunken lg:ms-10" : "bg-raised lg:me-10"}`}
    >
      <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <p className="min-w-0 wrap-anywhere">
          <bdi className="font-semibold">{from.name || from.email || "Nobody named"}</bdi>
          {from.name && !isOurs && <span className="ms-2 text-muted">{from.email}</span>}
        </p>
        <p className="flex flex-wrap items-center gap-2 text-muted">
          {kind === "auto-reply" && <Badge>Automatic</Badge>}
          {message.isUnverified && <Badge tone="warn">Sender not verified</Badge>}
          {kind === "permission" && <Badge>Asks for permission</Badge>}
          {status && <Badge tone={stateWords[status][0]}>{stateWords[status][1]}</Badge>}
          <Time at={at} timeZone={timeZone} />
        </p>
      </div>
      {parts.every((part) => part.kind !== "words") && (
        <p className="text-sm text-muted">It has no words of its own.</p>
      )}
      {parts.map((part, i) =>
        part.kind === "words" ? (
          <p key={i} dir="auto" className="mb-3 max-w-prose wrap-anywhere whitespace-pre-wrap last:mb-0">
            {part.text}
          </p>
        ) : (
          <details key={i} className="mb-3 text-sm text-muted last:mb-0">
            <summary className="inline-flex min-h-8 cursor-pointer items-center underline underline-offset-4">
              {part.kind === "signature" ? "Signature" : wordQuoted(part.text)}
            </summary>
            <p dir="auto" className="mt-2 border-s-2 border-rule ps-3 wrap-anywhere whitespace-pre-wrap">
              {part.text}
            </p>
          </details>
        ),
      )}
      {files.length > 0 && <Files {...{ id, files }} message={message.id} />}
      {hasHtml && <AsSent path={`${deskReplyPath(id)}/html/${message.id}`} />}
      {mayAct && <Leaving message={message} timeZone={timeZone} />}
    </li>
  );
}

function wordQuoted(text: string): string {
  const lines = text.split("\n").length;
  return lines === 1 ? "1 quoted line" : `${lines.toLocaleString("en")} quoted lines`;
}

const stateWords: Record<NonNullable<ConversationMessage["status"]>, [Tone, string]> = {
  queued: ["plain", "Waits to be sent"],
  sending: ["plain", "Being sent"],
  accepted: ["good", "Sent"],
  refused: ["bad", "Refused by the mail server"],
  uncertain: ["warn", "Sent, no answer recorded"],
  withdrawn: ["bad", "Not sent"],
  cancelled: ["bad", "Cancelled"],
};

/** The reader asks to get no more: one press ends it. */
function Leaving({ message, timeZone }: { message: ConversationMessage; timeZone: string }) {
  const { asksToLeave, leftAt, leftBy } = message;
  if (asksToLeave === null) return null;
  if (leftAt !== null)
    return (
      <p className="mt-4 text-sm text-muted">
        <bdi>{leftBy}</bdi> ended the subscription at this reader’s wish on <Time at={leftAt} timeZone={timeZone} />.
      </p>
    );
  return (
    <div className="mt-4 [&>div]:mb-0">
      <NoticeBox tone="warn">
        <p className="wrap-anywhere">
          This reader seems to ask to get no more: <q dir="auto">{asksToLeave}</q>
        </p>
        <Form method="post" className="mt-3">
          <input type="hidden" name="intent" value="leave" />
          <input type="hidden" name="message" value={message.id} />
          <Button>End the subscription</Button>
        </Form>
      </NoticeBox>
    </div>
  );
}

/** The HTML runs in a frame that may do nothing; a closed one loads nothing. */
function AsSent({ path }: { path: string }) {
  return (
    <details className="mt-3 text-sm">
      <summary className="inline-flex min-h-8 cursor-pointer items-center text-muted underline underline-offset-4">
        Show as it was sent
      </summary>
      <p className="my-2 text-muted">Without scripts, and without pictures from elsewhere.</p>
      <iframe
        title="The message as it was sent"
        src={path}
        sandbox=""
        loading="lazy"
        referrerPolicy="no-referrer"
        className="h-96 w-full rounded border border-rule bg-white"
      />
    </details>
  );
}

const dangers: Record<NonNullable<FileLine["danger"]>, string> = {
  program: "A program: opening it runs it",
  script: "A script: opening it runs it",
  macros: "An office file that may run macros",
  page: "A web page: it may run scripts when opened",
  archive: "An archive: look at what is in it before opening that",
  "disk-image": "A disk image: it may hold programs",
  shortcut: "A shortcut: opening it starts something else",
  "hidden-kind": "It is not what its name says: do not open it",
};

function Files({ id, message, files }: { id: number; message: number; files: FileLine[] }) {
  return (
    <ul aria-label="Files" className="mt-4 space-y-2 border-t border-rule pt-4 text-sm">
      {files.map(({ n, name, size, danger, isPicture, isKept }) => (
        <li key={n}>
          <div className="flex items-start justify-between gap-x-4">
            <span className="min-w-0 py-2 wrap-anywhere">
              <bdi className="font-medium">{name}</bdi>{" "}
              <span className="whitespace-nowrap text-muted">{sizeText(size)}</span>
            </span>
            {isKept ? (
              <a href={`${deskReplyPath(id)}/files/${message}/${n}`} download className={`${buttonClass()} shrink-0`}>
                Download<span className="sr-only"> {name}</span>
              </a>
            ) : (
              <span className="shrink-0 py-2 text-muted">Too large to keep</span>
            )}
          </div>
          {danger && <p className="font-medium text-bad">{dangers[danger]}</p>}
          {isPicture && isKept && (
            <details>
              <summary className="inline-flex min-h-8 cursor-pointer items-center text-muted underline underline-offset-4">
                Show the picture
              </summary>
              <img
                src={`${deskReplyPath(id)}/pictures/${message}/${n}`}
                alt={name}
                loading="lazy"
                className="mt-2 max-h-96 max-w-full rounded border border-rule"
              />
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}
