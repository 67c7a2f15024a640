import { useState } from "react";
import { Dialog, DialogActions } from "#app/components/desk/Dialog.tsx";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge, Button, type Tone } from "#app/components/desk/kit.tsx";
import type { RedirectLine } from "#app/models/site/redirectList.server.ts";
import { RedirectFields } from "./RedirectForms.tsx";

const states: Record<RedirectLine["state"], { tone: Tone; words: string }> = {
  leads: { tone: "good", words: "Leads there" },
  "not-on-site": { tone: "warn", words: "Not on the site" },
  "page-there": { tone: "plain", words: "A page is there" },
};

type TableProps = { lines: RedirectLine[]; mayChange: boolean; timeZone: string };

/** Old addresses and where each leads, with what an operator can do about it. */
export function RedirectTable({ lines, mayChange, timeZone }: TableProps) {
  return (
    <Table caption="Redirects" head={["From", "To", "Made", ...(mayChange ? ["Change"] : [])]}>
      {lines.map((line) => (
        <Row key={line.id}>
          <Cell>
            <Address text={readable(line.from)} />
          </Cell>
          <Cell label="To">
            <div className="sm:min-w-44">
              {line.to === null ? "Deleted" : <Address text={readable(line.to)} />}
              <div className="mt-1">
                <Badge tone={states[line.state].tone}>{states[line.state].words}</Badge>
              </div>
            </div>
          </Cell>
          <Cell label="Made">
            <Time at={line.at} timeZone={timeZone} /> <bdi className="text-muted">{line.by}</bdi>
          </Cell>
          {mayChange && (
            <Cell label="Change">
              <Change line={line} />
            </Cell>
          )}
        </Row>
      ))}
    </Table>
  );
}

/** An address is read from the left in every language. */
function Address({ text }: { text: string }) {
  return (
    <span dir="ltr" className="block break-all">
      {text}
    </span>
  );
}

/** Letters of other scripts as they are read; the rest stays escaped. */
function readable(address: string): string {
  try {
    return decodeURI(address);
  } catch {
    return address;
  }
}

function Change({ line: { id, from, to } }: { line: RedirectLine }) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const name = readable(from);
  return (
    <div className="flex flex-wrap gap-2">
      <Button type="button" aria-label={`Change ${name}`} onClick={() => setOpen(true)}>
        Change
      </Button>
      <form method="post">
        <input type="hidden" name="id" value={id} />
        <Button name="intent" value="remove" kind="danger" aria-label={`Remove ${name}`}>
          Remove
        </Button>
      </form>
      <Dialog open={isOpen} onClose={close} title="Change a redirect">
        <form method="post" className="space-y-5">
          <input type="hidden" name="id" value={id} />
          <RedirectFields id={`change-${id}`} typed={{ from, to: to ?? "" }} />
          <DialogActions>
            <Button type="button" onClick={close}>
              Cancel
            </Button>
            <Button kind="primary" name="intent" value="change">
              Save
            </Button>
          </DialogActions>
        </form>
      </Dialog>
    </div>
  );
}
