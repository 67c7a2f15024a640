import { Readable } from "node:stream";
import { createReadableStreamFromReadable, redirect, type ActionFunctionArgs } from "@remix-run/node";
import { listPartWords } from "#app/components/desk/subscribers/listPartWords.ts";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { subscribersCsv } from "#app/models/readers/import/export.server.ts";
import { allLists } from "#app/models/readers/lists.server.ts";
import type { ListPart } from "#app/models/readers/subscribers.server.ts";
import { segmentNarrowing } from "#app/models/segments/segments.server.ts";

/** A part of a list as a file, for operators; a POST, because the export is logged (S-16). */
export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const list = (await allLists(context)).find(({ id }) => id === numberFromForm(form, "list"));
  if (!list) return refused("list");
  const kinds = Object.keys(listPartWords) as ListPart["who"][];
  const who = kinds.find((kind) => kind === form.get("who")) ?? "recipients";
  const segmentId = numberFromForm(form, "segment");
  const segment = segmentId === 0 ? null : await segmentNarrowing(context, segmentId, list.id);
  if (segmentId !== 0 && !segment) return refused("gone");
  if (segment && segment.lacks.length > 0) return refused("lacks");
  // A segment judges active readers only.
  if (segment && who !== "recipients") return refused("part");
  const csv = subscribersCsv(context, list, { who, words: listPartWords[who].toLowerCase() }, editor.name, segment);
  return new Response(createReadableStreamFromReadable(Readable.from(csv)), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${list.slug}.csv"`,
    },
  });
}

function refused(fault: string): Response {
  return redirect(`/desk/subscribers/export?fault=${fault}`);
}
