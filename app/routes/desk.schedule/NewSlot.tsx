import { Button, Field, Panel, Select, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, typedAt, type Reply } from "#app/components/desk/reply.ts";
import type { List } from "#app/models/readers/lists.server.ts";

const days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const graces = { 60: "1 hour late", 360: "6 hours late", 1440: "a day late" };

type NewSlotProps = { lists: List[]; zones: string[]; timeZone: string; reply: Reply | undefined };

/** Creates a slot. @param timeZone the suggested one */
export function NewSlot({ lists, zones, timeZone, reply }: NewSlotProps) {
  const offered = zones.includes(timeZone) ? zones : [timeZone, ...zones];
  return (
    <Panel title="New weekly slot" term="slot">
      <form method="post" noValidate className="grid gap-5 sm:grid-cols-2">
        <input type="hidden" name="intent" value="make" />
        <Field id="weekday" label="Every" error={faultsAt(reply, "weekday")}>
          <Select name="weekday" defaultValue={typedAt(reply, "weekday", "1")}>
            {days.map((day, i) => (
              <option key={day} value={i + 1}>
                {day}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="time" label="At" error={faultsAt(reply, "time")}>
          <TextInput type="time" name="time" defaultValue={typedAt(reply, "time", "07:00")} />
        </Field>
        <Field id="timeZone" label="Time zone" error={faultsAt(reply, "timeZone")}>
          <Select name="timeZone" defaultValue={typedAt(reply, "timeZone", timeZone)}>
            {offered.map((zone) => (
              <option key={zone} value={zone}>
                {zone.replaceAll("_", " ")}
              </option>
            ))}
          </Select>
        </Field>
        <Field id="listId" label="To" error={faultsAt(reply, "listId")}>
          <Select name="listId" defaultValue={typedAt(reply, "listId", String(lists[0]?.id ?? ""))}>
            {lists.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
        <Field
          id="grace"
          label="How late it may still go out"
          term="grace"
          hint="When the program that sends mail was not running at the time itself."
          error={faultsAt(reply, "grace")}
        >
          <Select name="grace" defaultValue={typedAt(reply, "grace", "360")}>
            {Object.entries(graces).map(([minutes, words]) => (
              <option key={minutes} value={minutes}>
                {words}
              </option>
            ))}
          </Select>
        </Field>
        <div className="sm:col-span-2">
          <Button kind="primary">Make the slot</Button>
        </div>
      </form>
    </Panel>
  );
}
