import { redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { data } from "@remix-run/node";
import { Cell, Row, Table } from "#app/components/desk/Table.tsx";
import { Button, buttonClass, EmptyState, NoticeBox, PageHead } from "#app/components/desk/kit.tsx";
import { TermNote } from "#app/components/desk/TermNote.tsx";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { deskIssuePath, deskSegmentPath } from "#app/models/deskPaths.ts";
import { mayActAs } from "#app/models/roles.ts";
import { copySegment, segmentLines, type SegmentLine } from "#app/models/segments/segments.server.ts";
import { deleteSegmentAtDesk } from "#app/models/undo/acts.server.ts";

export const meta: MetaFunction = () => [{ title: "Segments · Desk" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  return { segments: await segmentLines(context), mayChange: mayActAs(role, "operator") };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const id = numberFromForm(form, "id");
  if (form.get("intent") === "copy") {
    const made = await copySegment(context, id, editor.name);
    return made === null ? refused("That segment is no longer there.") : redirect(deskSegmentPath(made));
  }
  const deleted = await deleteSegmentAtDesk(context, editor, id);
  if (!("error" in deleted)) return redirect(`${deskSegmentPath()}?undo=${deleted.undo}`);
  if (deleted.error === "gone") return refused("That segment is no longer there.");
  const issues = deleted.issues.map((number) => `issue ${number}`).join(", ");
  return refused(`Not deleted: ${issues} would go to it. Choose another segment there first.`);
}

function refused(fault: string) {
  return data({ fault }, 409);
}

export default function Segments() {
  const { segments, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <PageHead
        title={
          <>
            Segments <TermNote term="segment" />
          </>
        }
        lead="Who of a list gets an issue, by conditions that are judged at the moment it goes out."
        actions={
          mayChange && (
            <a href={`${deskSegmentPath()}/new`} className={buttonClass("primary")}>
              New segment
            </a>
          )
        }
      />
      {answer && "fault" in answer && (
        <NoticeBox tone="bad" fault={answer}>
          {answer.fault}
        </NoticeBox>
      )}
      {segments.length === 0 ? (
        <EmptyState title="There is no segment yet">
          An issue goes to all readers of its list. With a segment it goes only to those who fit: who joined lately, or
          did not get an issue, or chose a topic.
          {!mayChange && " An operator makes one."}
        </EmptyState>
      ) : (
        <Table caption="Segments" head={["Name", "Issues", ...(mayChange ? ["Change"] : [])]}>
          {segments.map((segment) => (
            <Row key={segment.id}>
              <Cell>
                <a href={deskSegmentPath(segment.id)} className="font-medium underline underline-offset-4">
                  <bdi>{segment.name}</bdi>
                </a>
                <p className="mt-1 max-w-prose text-muted">
                  Readers <bdi>{segment.words}</bdi>
                </p>
                {segment.lacks.map((lack) => (
                  <p key={lack} className="mt-1 font-medium text-bad">
                    {lack}
                  </p>
                ))}
              </Cell>
              <Cell label="Issues">
                <Uses segment={segment} />
              </Cell>
              {mayChange && (
                <Cell>
                  <form method="post" action={`${deskSegmentPath()}?index`} className="flex flex-wrap gap-2">
                    <input type="hidden" name="id" value={segment.id} />
                    <Button name="intent" value="copy" aria-label={`Copy ${segment.name}`}>
                      Copy
                    </Button>
                    <Button name="intent" value="delete" aria-label={`Delete ${segment.name}`}>
                      Delete
                    </Button>
                  </form>
                </Cell>
              )}
            </Row>
          ))}
        </Table>
      )}
    </>
  );
}

const shown = 5;

/** Where it is used: links to issues that wait, and to the last that went out by it. */
function Uses({ segment: { waiting, sent } }: { segment: SegmentLine }) {
  if (waiting.length + sent.length === 0) return <span className="text-muted">None</span>;
  const links = (numbers: number[]) =>
    numbers.slice(0, shown).map((number) => (
      <a key={number} href={deskIssuePath(number)} className="me-2 inline-block underline underline-offset-4">
        {number}
      </a>
    ));
  return (
    <>
      {waiting.length > 0 && <p>To come: {links(waiting)}</p>}
      {sent.length > 0 && (
        <p className="text-muted">
          Sent: {links(sent)}
          {sent.length > shown && `and ${sent.length - shown} more`}
        </p>
      )}
    </>
  );
}
