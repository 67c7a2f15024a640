import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { bringBackSite } from "#app/models/moving/bringBack.server.ts";
import { exportSite } from "#app/models/moving/exportSite.server.ts";
import { segmentById, segmentNarrowing } from "#app/models/segments/segments.server.ts";
import { countAsked } from "#app/models/segments/counting.server.ts";
import type { Condition } from "#app/models/segments/rules.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { endsWithTheTest } from "../../support/cleanup.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing, anIssue, aReader } from "../../support/newsroom.ts";
import { anImport, aSegment, keepNoteKinds } from "../../support/segments.ts";

let context: TestContext;
let other: TestContext;
let path: string;

beforeEach(async () => {
  context = await testContext();
  other = await testContext();
  const folder = mkdtempSync(join(tmpdir(), "pressrun-export-"));
  endsWithTheTest(async () => rmSync(folder, { recursive: true, force: true }));
  path = join(folder, "site");
});

/** A segment of one condition, exported and brought back where other notes and imports have the same numbers. */
async function carried(condition: Condition, notesThere: string[]): Promise<number> {
  const id = await aSegment(context, "Some", [condition]);
  await keepNoteKinds(other, notesThere);
  await exportSite(context, { to: path, format: "json", actor: "Ruth" });
  expect(await bringBackSite(other, path, "Ruth")).toMatchObject({ missing: [] });
  return id;
}

const words = async (id: number) => {
  const { words, lacks, draft } = (await segmentById(other, id))!;
  return { words, lacks, isOpen: draft !== null };
};

describe("a segment that travels with its site", () => {
  test("names a note by its name, and is nobody until there is one of that name", async () => {
    await aBriefing(context);
    await keepNoteKinds(context, ["Grade"]);
    const id = await carried({ kind: "note", not: false, value: { note: 1, value: "gold" } }, ["Blocked by law"]);
    const said = "have the note “Grade” “gold”";
    expect(await words(id)).toEqual({
      ...{ words: `who ${said}`, isOpen: true },
      lacks: ["It names a note that nobody has here."],
    });
    await keepNoteKinds(other, ["grade"]);
    expect(await words(id)).toMatchObject({ lacks: [] });
    const { id: reader } = await aReader(other, { id: 1, slug: "weekly", name: "" }, "ana@readers.example");
    const kinds = await other.db.selectFrom("notes").select(["id", "name"]).execute();
    for (const { id: note_id, name } of kinds)
      await other.db
        .insertInto("reader_notes")
        .values({ subscriber_id: reader, note_id, value: "Gold", value_key: name === "grade" ? "gold" : "no" })
        .execute();
    expect(await countAsked(other, { segment: id, list: 1 })).toMatchObject({ lists: [{ count: 1 }] });
  });

  test.each([true, false])("stops the send where it names an import of there (not: %s)", async (not) => {
    await aBriefing(context);
    await anImport(context, "a.csv");
    await anIssue(context, { id: 1, slug: "weekly", name: "" });
    const id = await carried({ kind: "imported", not, value: { import: 1 } }, []);
    await anImport(other, "b.csv");
    await aReader(other, { id: 1, slug: "weekly", name: "" }, "ana@readers.example");
    const lacks = ["It names an import of another installation, whose numbers mean nothing here."];
    expect(await words(id)).toMatchObject({ lacks, isOpen: true });
    expect(await countAsked(other, { segment: id, list: 1 })).toEqual({ lacks });
    await other.db.updateTable("issues").set({ segment_id: id }).execute();
    const sent = await sendIssue(other, 1, "Ruth");
    expect(sent).toMatchObject({ error: "faults" });
    expect(JSON.stringify(sent)).toContain("segment-unfit");
  });

  test("is nobody where it asks for the last issues, all of which went out elsewhere", async () => {
    const list = await aBriefing(context);
    await aReader(context, list, "ana@readers.example");
    const sent = await sendIssue(context, await anIssue(context, list), "Ruth");
    expect(sent).not.toHaveProperty("error");
    const id = await carried({ kind: "gotLately", not: true, value: { issues: 3 } }, []);
    await aReader(other, list, "ana@readers.example");
    expect((await segmentNarrowing(other, id, list.id))!.lacks).toEqual([{ error: "elsewhere", issue: 1 }]);
    expect(await countAsked(other, { segment: id, list: list.id })).toHaveProperty("lacks");
  });
});
