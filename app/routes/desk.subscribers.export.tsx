import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { Button, Field, PageHead, Panel, Select } from "#app/components/desk/kit.tsx";
import { listPartWords } from "#app/components/desk/subscribers/listPartWords.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import type { ListPart } from "#app/models/readers/subscribers.server.ts";
import { segmentLines } from "#app/models/segments/segments.server.ts";

export const meta: MetaFunction = () => [{ title: "Export readers · Desk" }];

const kinds = Object.keys(listPartWords) as ListPart["who"][];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const segments = await segmentLines(context);
  const said = new URL(request.url).searchParams.get("fault") ?? "";
  const fault = Object.hasOwn(faults, said) ? faults[said as keyof typeof faults] : null;
  return { fault, lists: await allLists(context), segments: segments.map(({ id, name }) => ({ id, name })) };
}

const faults = {
  list: { field: "list", words: "Choose a list." },
  gone: { field: "segment", words: "This segment is not there any more." },
  lacks: { field: "segment", words: "This segment is not complete. Mend it first." },
  part: { field: "segment", words: "A segment narrows who gets the next issue, and nobody else." },
} as const;

export default function ExportReaders() {
  const { fault, lists, segments } = useLoaderData<typeof loader>();
  const faultAt = (field: "list" | "segment") => (fault?.field === field ? fault.words : null);
  return (
    <>
      <PageHead
        title="Export readers"
        lead="A CSV file with address, name, state, times, language, topics and notes, which another Pressrun imports as it is. The export is logged."
      />
      <Panel>
        <form method="post" action="/desk/subscribers/export/file" className="grid gap-5">
          <Field id="list" label="List" error={faultAt("list")}>
            <Select name="list" defaultValue={lists.length === 1 ? lists[0]!.id : ""}>
              {lists.length !== 1 && <option value="">Choose a list</option>}
              {lists.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Field>
          <Field id="who" label="Readers">
            <Select name="who" defaultValue="recipients">
              {kinds.map((kind) => (
                <option key={kind} value={kind}>
                  {listPartWords[kind]}
                </option>
              ))}
            </Select>
          </Field>
          {segments.length > 0 && (
            <Field id="segment" label="Segment" hint="Narrows who gets the next issue." error={faultAt("segment")}>
              <Select name="segment" defaultValue="">
                <option value="">All of them</option>
                {segments.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </Select>
            </Field>
          )}
          <div>
            <Button kind="primary">Download</Button>
          </div>
        </form>
      </Panel>
    </>
  );
}
