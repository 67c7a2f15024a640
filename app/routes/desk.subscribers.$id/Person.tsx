import { useState } from "react";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { TermNote } from "#app/components/desk/TermNote.tsx";
import { Confirm } from "./Confirm.tsx";
import { deliveryWords } from "#app/components/desk/issues/words.ts";
import { Badge, Button, NoticeBox, Panel } from "#app/components/desk/kit.tsx";
import { subscriptionWords } from "#app/components/desk/subscribers/words.ts";
import type { ConsentEvent } from "#app/models/consent/record.server.ts";
import type { CameBackLine } from "#app/models/deliveries/cameBack.server.ts";
import type { DigestDelivery, IssueDelivery } from "#app/models/deliveries/deliveryLines.server.ts";
import { deskIssuePath } from "#app/models/deskPaths.ts";
import type { NewAddress } from "#app/models/inbound/newAddresses.server.ts";
import type { LiftedSuppression } from "#app/models/readers/liftSuppression.server.ts";
import type { ReaderNote } from "#app/models/readers/notes.server.ts";
import type { SubscriberLine, Subscription } from "#app/models/readers/subscribers.server.ts";
import type { SuppressionRecord } from "#app/models/readers/suppressionRecords.server.ts";
import { CameBackPanel } from "./CameBackPanel.tsx";
import { Chosen } from "./Chosen.tsx";
import { Consent } from "./Consent.tsx";
import { DigestsOfReader } from "./DigestsOfReader.tsx";
import { SuppressionPanel } from "./SuppressionPanel.tsx";
import { WhatTheyMayAsk } from "./WhatTheyMayAsk.tsx";

type PersonProps = {
  subscriber: SubscriberLine;
  suppression: SuppressionRecord | null;
  liftings: LiftedSuppression[];
  /** Words why the last try did not lift the suppression. */
  fault: string | null;
  consent: ConsentEvent[];
  deliveries: IssueDelivery[];
  digests: DigestDelivery[];
  /** The reader's topics; none means all. */
  topics: string[];
  /** The address to which their mailbox says that they moved. */
  moved: NewAddress | null;
  cameBack: CameBackLine[];
  notes: ReaderNote[];
  now: number;
  timeZone: string;
  canEnd: boolean;
};

/** The page of one reader: their consent, and their issues. */
export function Person({
  subscriber,
  suppression,
  liftings,
  fault,
  moved,
  cameBack,
  consent,
  deliveries,
  notes,
  timeZone,
  canEnd,
  ...chosen
}: PersonProps) {
  return (
    <div className="space-y-6">
      {subscriber.erased && (
        <NoticeBox tone="plain">
          <strong>This reader was erased.</strong> Their issues below still count; nothing else of them is left.
        </NoticeBox>
      )}
      {subscriber.suppressed && !subscriber.erased && (
        <NoticeBox tone="bad">
          <strong>This address is suppressed</strong>
          {suppression && ` (${suppression.reason})`}: nothing is ever sent to it, whatever the subscriptions below say.
          <TermNote term="suppression" />
        </NoticeBox>
      )}
      {moved && <Moved {...moved} timeZone={timeZone} />}
      {!subscriber.erased && <SuppressionPanel {...{ suppression, liftings, fault, timeZone }} canLift={canEnd} />}
      <Panel title="Subscriptions">
        {subscriber.subscriptions.length === 0 && <p className="text-muted">None.</p>}
        <ul className="divide-y divide-rule">
          {subscriber.subscriptions.map((one) => (
            <li key={one.listId} className="flex flex-wrap items-start justify-between gap-4 py-4 first:pt-0 last:pb-0">
              <div className="min-w-0">
                <SubscriptionDates subscription={one} suppressed={subscriber.suppressed} timeZone={timeZone} />
                {one.status === "active" && <Chosen subscription={one} {...chosen} timeZone={timeZone} />}
              </div>
              {canEnd && one.status !== "ended" && <End subscriptionOf={subscriber.email} subscription={one} />}
            </li>
          ))}
        </ul>
      </Panel>
      {notes.length > 0 && (
        <Panel title="Notes">
          <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[12rem_1fr]">
            {notes.map(({ name, value }) => (
              <div key={name} className="contents">
                <dt className="text-sm text-muted">
                  <bdi>{name}</bdi>
                </dt>
                <dd className="min-w-0 break-words">
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </Panel>
      )}
      <section>
        <h2 className="mb-4 text-base font-semibold">Issues for this reader</h2>
        {deliveries.length === 0 ? (
          <p className="text-muted">No issue has been sent to this reader yet.</p>
        ) : (
          <Deliveries deliveries={deliveries} timeZone={timeZone} />
        )}
      </section>
      <DigestsOfReader digests={chosen.digests} timeZone={timeZone} />
      <CameBackPanel lines={cameBack} timeZone={timeZone} />
      <Panel title="Consent, step by step" term="receipt">
        <Consent events={consent} timeZone={timeZone} />
      </Panel>
      {canEnd && !subscriber.erased && <WhatTheyMayAsk subscriber={subscriber} />}
    </div>
  );
}

function Moved({ email, at, timeZone }: NewAddress & { timeZone: string }) {
  return (
    <NoticeBox tone="plain">
      <strong>Their mailbox says that they have moved</strong> to <bdi className="break-all">{email}</bdi> (
      <Time at={at} timeZone={timeZone} />
      ). Nothing is sent there by itself: only they can change their address, on their page.
    </NoticeBox>
  );
}

type DatesProps = { subscription: Subscription; suppressed: boolean; timeZone: string };

function SubscriptionDates({ subscription, suppressed, timeZone }: DatesProps) {
  const { name, tone, means } = subscriptionWords[subscription.status];
  return (
    <div className="min-w-0">
      <p className="flex flex-wrap items-center gap-2 font-medium">
        <bdi>{subscription.list}</bdi> <Badge tone={tone}>{name}</Badge>
      </p>
      <p className="mt-1 text-sm text-muted">
        {suppressed ? "Gets nothing, because the address is suppressed." : means}
      </p>
      <p className="mt-1 text-sm text-muted">
        Since <Time at={subscription.createdAt} timeZone={timeZone} />
        {subscription.confirmedAt && (
          <>
            , confirmed <Time at={subscription.confirmedAt} timeZone={timeZone} />
          </>
        )}
        {subscription.endedAt && (
          <>
            , ended <Time at={subscription.endedAt} timeZone={timeZone} /> by {subscription.endedBy}
          </>
        )}
      </p>
    </div>
  );
}

function End({ subscription, subscriptionOf }: { subscription: Subscription; subscriptionOf: string }) {
  const [busy, setBusy] = useState(false);
  return (
    <Confirm
      trigger={
        <Button type="button" kind="danger">
          End subscription
        </Button>
      }
      title="End this subscription?"
      text={
        <>
          <span className="break-all">{subscriptionOf}</span> gets no further issue of “<bdi>{subscription.list}</bdi>”,
          not even of one that is being sent now. Only the reader can subscribe again.
        </>
      }
      stay="Keep it"
    >
      <form method="post" onSubmit={() => setBusy(true)}>
        <input type="hidden" name="listId" value={subscription.listId} />
        <Button kind="danger" disabled={busy}>
          End it
        </Button>
      </form>
    </Confirm>
  );
}

function Deliveries({ deliveries, timeZone }: { deliveries: IssueDelivery[]; timeZone: string }) {
  return (
    <Table
      caption="Issues for this reader, the newest first"
      head={["Issue", "What became of it", "The server said", "When"]}
    >
      {deliveries.map((line) => {
        const { name, tone, means } =
          deliveryWords[line.status === "queued" && line.attempts > 0 ? "deferred" : line.status];
        return (
          <Row key={line.number}>
            <Cell>
              <a href={deskIssuePath(line.number)} className="group block">
                <span className="block text-xs text-muted tabular-nums">No. {line.number}</span>
                <bdi className="font-medium group-hover:underline">{line.subject}</bdi>
              </a>
            </Cell>
            <Cell>
              <Badge tone={tone}>{name}</Badge>
              <span className="mt-1 block max-w-64 text-muted">{means}</span>
            </Cell>
            <Cell label="Said">
              <span className="font-mono text-xs break-words">{line.reply ?? "–"}</span>
            </Cell>
            <Cell label="When">{line.finishedAt ? <Time at={line.finishedAt} timeZone={timeZone} /> : "–"}</Cell>
          </Row>
        );
      })}
    </Table>
  );
}
