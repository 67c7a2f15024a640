import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge } from "#app/components/desk/kit.tsx";
import { subscriptionWords } from "#app/components/desk/subscribers/words.ts";
import { deskSubscriberPath } from "#app/models/deskPaths.ts";
import type { SubscriberLine } from "#app/models/readers/subscribers.server.ts";

export function SubscriberTable({ subscribers, timeZone }: { subscribers: SubscriberLine[]; timeZone: string }) {
  return (
    <Table caption="Readers, the newest first" head={["Reader", "Subscriptions", "Since"]}>
      {subscribers.map((subscriber) => (
        <Row key={subscriber.id}>
          <Cell>
            <a href={deskSubscriberPath(subscriber.id)} className="group block">
              <span className="block font-medium break-all group-hover:underline">{subscriber.email}</span>
              {subscriber.name && (
                <span className="block text-muted">
                  <bdi>{subscriber.name}</bdi>
                </span>
              )}
            </a>
          </Cell>
          <Cell label="Subscriptions">
            <ul className="flex flex-wrap gap-2">
              {subscriber.suppressed && (
                <li>
                  <Badge tone="bad">Suppressed</Badge>
                </li>
              )}
              {subscriber.subscriptions.map(({ listId, list, status }) => (
                <li key={listId} className="flex items-center gap-1.5">
                  <Badge tone={subscriptionWords[status].tone}>{subscriptionWords[status].name}</Badge>
                  <bdi className="text-muted">{list}</bdi>
                </li>
              ))}
            </ul>
          </Cell>
          <Cell label="Since">
            <Time at={subscriber.createdAt} timeZone={timeZone} dateOnly />
          </Cell>
        </Row>
      ))}
    </Table>
  );
}
