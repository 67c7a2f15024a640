import { Form } from "@remix-run/react";
import { Button, Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { sizeText } from "#app/components/desk/subscribers/sizeText.ts";
import { lessonKinds } from "#app/models/inbound/lessons.ts";
import type { TaughtLine } from "#app/models/inbound/taught.server.ts";
import type { ApartMail, UnknownMail } from "#app/models/inbound/teaching.server.ts";

type Ground = NonNullable<UnknownMail["ground"]>;
type UnknownProps = { unknown: UnknownMail[]; apart: ApartMail[]; taught: TaughtLine[]; timeZone: string };

/** Mails that were not understood, as text, each with a form to teach a rule; those set aside; and the rules taught so far. */
export function UnknownPanel({ unknown, apart, taught, timeZone }: UnknownProps) {
  return (
    <Panel title="Not understood">
      {unknown.length + apart.length === 0 && <p className="text-muted">Everything that came in was understood.</p>}
      <ul className="divide-y divide-rule">
        {unknown.map((mail) => (
          <li key={mail.id} className="py-4 first:pt-0 last:pb-0">
            <Unknown mail={mail} timeZone={timeZone} />
          </li>
        ))}
      </ul>
      {apart.length > 0 && (
        <div className={unknown.length > 0 ? "mt-6 border-t border-rule pt-4" : ""}>
          <h3 className="text-sm font-semibold">Set aside</h3>
          <p className="mt-1 mb-3 text-sm text-muted">
            Nobody has read them, and they act on nobody. Here is how each begins, as it came.
          </p>
          <ul className="divide-y divide-rule">
            {apart.map((mail) => (
              <li key={mail.id} className="py-4 first:pt-0 last:pb-0">
                <Apart mail={mail} timeZone={timeZone} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {taught.length > 0 && (
        <div className="mt-6 border-t border-rule pt-4">
          <h3 className="text-sm font-semibold">Rules that were taught</h3>
          <p className="mt-1 mb-3 text-sm text-muted">
            They decide only what is not certain. Without a rule, what it decided is understood anew and what followed
            is taken back, as far as it can be.
          </p>
          <ul className="space-y-3">
            {taught.map(({ id, phrase, kind, by, at }) => (
              <li key={id} className="flex flex-wrap items-center justify-between gap-3 text-sm">
                <span className="min-w-0 wrap-anywhere">
                  “<bdi>{phrase}</bdi>”: {lessonKinds[kind as keyof typeof lessonKinds] ?? kind}
                  <span className="block text-muted">
                    By <bdi>{by}</bdi>, <Time at={at} timeZone={timeZone} />
                  </span>
                </span>
                <Form method="post">
                  <input type="hidden" name="intent" value="forget" />
                  <input type="hidden" name="rule" value={id} />
                  <Button aria-label={`Forget the rule ${phrase}`}>Forget</Button>
                </Form>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}

function Unknown({ mail: { id, at, ground, evidence }, timeZone }: { mail: UnknownMail; timeZone: string }) {
  return (
    <details>
      <summary className="cursor-pointer">
        <bdi className="font-medium break-words">{ground?.subject || "Without a subject"}</bdi>{" "}
        <span className="text-sm text-muted">
          <Time at={at} timeZone={timeZone} />
        </span>
      </summary>
      <div className="mt-4 space-y-4">
        {ground ? (
          <>
            <p className="text-sm break-words text-muted">
              From <bdi>{ground.sender || "nobody"}</bdi>
            </p>
            <MailText text={ground.text || "It has no text."} />
            <Teach id={id} ground={ground} />
          </>
        ) : (
          <p className="text-sm text-muted">
            {evidence.length > 0 ? evidence.join(" ") : "The message itself is not kept, or is no mail."}
          </p>
        )}
      </div>
    </details>
  );
}

function MailText({ text }: { text: string }) {
  return (
    <pre
      dir="auto"
      // A long text scrolls, which the keyboard must be able to do.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls takes the focus
      tabIndex={0}
      aria-label="Its text"
      className="max-h-64 overflow-auto rounded-md border border-rule bg-sunken p-3 font-mono text-xs wrap-anywhere whitespace-pre-wrap"
    >
      {text}
    </pre>
  );
}

/** The reasons for which a mail is set aside. */
const whySetAside: Record<ApartMail["why"], string> = {
  quarantined: "Too large, or made of too many parts",
  failed: "Could not be read",
};

function Apart({ mail: { at, why, size, beginning }, timeZone }: { mail: ApartMail; timeZone: string }) {
  return (
    <details>
      <summary className="cursor-pointer">
        <span className="font-medium">{whySetAside[why]}</span>{" "}
        <span className="text-sm text-muted">
          <span className="whitespace-nowrap">{sizeText(size)}</span>, <Time at={at} timeZone={timeZone} />
        </span>
      </summary>
      <div className="mt-4">
        <MailText text={beginning} />
      </div>
    </details>
  );
}

/** The most lines that are offered as phrases. */
const offered = 40;

/** Lines of a mail from which a phrase is chosen. */
function linesOf({ subject, text, sender }: Ground): string[] {
  const lines = [...text.split("\n"), subject, sender].map((line) => line.trim());
  return [...new Set(lines.filter(({ length }) => length >= 8 && length <= 200))].slice(0, offered);
}

function Teach({ id, ground }: { id: number; ground: Ground }) {
  return (
    <Form method="post" className="grid gap-4 sm:grid-cols-2">
      <input type="hidden" name="intent" value="teach" />
      <input type="hidden" name="messageId" value={id} />
      <Field
        id={`phrase-${id}`}
        label="A phrase that only such mails have"
        hint="A line of it, or a part of one: 8 letters or more, without an address."
      >
        <TextInput name="phrase" list={`lines-${id}`} required minLength={8} maxLength={200} autoComplete="off" />
      </Field>
      <datalist id={`lines-${id}`}>
        {linesOf(ground).map((line) => (
          <option key={line} value={line} />
        ))}
      </datalist>
      <Field
        id={`kind-${id}`}
        label="Such a mail means"
        hint="By a phrase alone nobody is suppressed at once: a mailbox is given up on the second such mail."
      >
        <Select name="kind" defaultValue="soft">
          {Object.entries(lessonKinds).map(([value, words]) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      <div className="sm:col-span-2">
        <Button>Teach this rule</Button>
      </div>
    </Form>
  );
}
