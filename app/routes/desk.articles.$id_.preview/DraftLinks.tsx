import { Form } from "@remix-run/react";
import { useState } from "react";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge, Button, Field, NoticeBox, Panel, Select, TextArea, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt, type Reply } from "#app/components/desk/reply.ts";
import type { DraftLink } from "#app/models/articles/draftLinks.server.ts";

/** `fault`: why no link was made, beside the faults of the form's fields. */
export type LinkAnswer = { reply?: Reply; fault?: string };

type DraftLinksProps = {
  links: DraftLink[];
  days: readonly number[];
  isPublished: boolean;
  timeZone: string;
  answer: LinkAnswer | undefined;
};

/** The secret links to a draft, for people outside: who has one, how it is used, and a new one. */
export function DraftLinks({ links, days, isPublished, timeZone, answer }: DraftLinksProps) {
  if (isPublished && links.length === 0) return null;
  return (
    <Panel title="Links for somebody outside">
      <p className="mb-5 text-sm text-muted">
        {isPublished
          ? "The article is on the site: links to its draft have ended, and lead there."
          : "Whoever has such a link reads the draft as it is saved then, without signing in. It ends by itself, at once when you want, and when the article is published."}
      </p>
      {answer?.fault && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.fault}
        </NoticeBox>
      )}
      {links.length > 0 && (
        <ul className="mb-6 divide-y divide-rule border-y border-rule">
          {links.map((link) => (
            <LinkLine key={link.id} link={link} timeZone={timeZone} />
          ))}
        </ul>
      )}
      {!isPublished && <NewLink key={links[0]?.id} days={days} answer={answer} />}
    </Panel>
  );
}

const states: Record<Exclude<DraftLink["state"], "open">, string> = {
  expired: "Expired",
  ended: "Ended",
  published: "Ended by the publication",
};

function LinkLine({ link, timeZone }: { link: DraftLink; timeZone: string }) {
  const isOpen = link.state === "open";
  return (
    <li className="py-4 text-sm">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <bdi className="font-medium wrap-anywhere">{link.name}</bdi>
        {link.state !== "open" && <Badge>{states[link.state]}</Badge>}
      </div>
      {isOpen && <Address link={link} />}
      <p className="mt-2 text-muted">
        {link.opened === 0 ? "Not opened yet" : link.opened === 1 ? "Opened once" : `Opened ${link.opened} times`}
        {link.openedAt !== null && (
          <>
            , last <Time at={link.openedAt} timeZone={timeZone} />
          </>
        )}
        .{" "}
        {isOpen && (
          <>
            Works until <Time at={link.expiresAt} timeZone={timeZone} />.{" "}
          </>
        )}
        Made by <bdi>{link.createdBy}</bdi>.
      </p>
      {isOpen && (
        <Form method="post" className="mt-2" preventScrollReset>
          <input type="hidden" name="link" value={link.id} />
          <Button kind="danger" name="intent" value="end" aria-label={`End it now: the link for ${link.name}`}>
            End it now
          </Button>
        </Form>
      )}
    </li>
  );
}

function Address({ link: { name, url } }: { link: DraftLink }) {
  const [copied, setCopied] = useState(false);
  const copy = () =>
    void navigator.clipboard?.writeText(url).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  return (
    <div className="mt-2 space-y-2">
      <TextArea
        readOnly
        rows={1}
        dir="ltr"
        aria-label={`The link for ${name}`}
        value={url}
        onFocus={(event) => event.target.select()}
        className="resize-none font-mono text-xs break-all"
      />
      <Button type="button" aria-label={`${copied ? "Copied" : "Copy"}: the link for ${name}`} onClick={copy}>
        <span role="status">{copied ? "Copied" : "Copy"}</span>
      </Button>
    </div>
  );
}

function NewLink({ days, answer }: Pick<DraftLinksProps, "days" | "answer">) {
  return (
    <Form method="post" noValidate className="space-y-4" preventScrollReset>
      <Field
        id="name"
        label="For whom"
        hint="Only for this list, to tell links apart."
        error={faultsAt(answer?.reply, "name")}
      >
        <TextInput name="name" maxLength={80} autoComplete="off" defaultValue={typedAt(answer?.reply, "name", "")} />
      </Field>
      <Field id="days" label="It works for" error={faultsAt(answer?.reply, "days")}>
        <Select name="days" defaultValue={typedAt(answer?.reply, "days", "7")}>
          {days.map((count) => (
            <option key={count} value={count}>
              {count === 1 ? "a day" : `${count} days`}
            </option>
          ))}
        </Select>
      </Field>
      <Button name="intent" value="make">
        Make a link
      </Button>
    </Form>
  );
}
