import type { Context } from "#app/context.server.ts";
import { numberFromForm } from "#app/http/params.server.ts";
import type { Editor } from "#app/models/desk/roles.server.ts";
import {
  removeTestGroup,
  saveTestGroup,
  testGroups,
  testGroupSchema,
  type TestGroupFault,
} from "#app/models/desk/testGroups.server.ts";
import { wording } from "#app/models/faults.ts";
import { wordAddressFault } from "#app/models/faultWords.server.ts";
import { sendTests } from "#app/models/sending/testSend.server.ts";
import { chooseReader } from "#app/models/issues/chosenReader.server.ts";
import { previewOf } from "#app/models/issues/previews.server.ts";
import type { ReaderAnswer } from "./CopyChoice.tsx";
import { wordTestRefusal } from "./testRefusals.server.ts";
import type { GroupAnswer } from "./TestGroups.tsx";
import type { TestAnswer } from "./TestSend.tsx";

const longestTyped = 10_000;

/** Sends tests as the form asks, and words what became of each. */
export async function answerTests(context: Context, number: number, form: FormData, by: Editor): Promise<TestAnswer> {
  const typed = String(form.get("to") ?? "").slice(0, longestTyped);
  const outcomes = await sendTests(context, number, { typed, groupId: numberFromForm(form, "group") }, by);
  if ("error" in outcomes) return { to: typed, tests: [], error: `A test goes to ${outcomes.most} addresses at most.` };
  const tests = outcomes.map((outcome) =>
    "reply" in outcome
      ? { to: outcome.to, reply: outcome.reply, fault: null, isTyped: false }
      : { to: outcome.to, reply: null, fault: wordTestRefusal(outcome), isTyped: outcome.error === "address" },
  );
  return { to: typed, tests, error: null };
}

const wordGroupFault = wording<TestGroupFault>({
  unfit: ({ addresses }) => addresses.map(({ typed, fault }) => `${typed}: ${wordAddressFault(fault)}`).join(" "),
  "no-addresses": () => "Give at least one address.",
  "name-taken": () => "There is a group of that name; change that one, or choose another name.",
  gone: () => "This group was removed meanwhile. Save it as a new one.",
  "too-many-addresses": ({ most }) => `A group has ${most} addresses at most.`,
});

/** Saves, changes or removes a group. @returns what was wrong with it, or what takes the act back; null for a new one */
export async function answerGroup(context: Context, form: FormData, by: Editor): Promise<GroupAnswer | null> {
  const id = numberFromForm(form, "id");
  const before = (await testGroups(context)).find((group) => group.id === id);
  const was = before && { id, name: before.name, addresses: before.emails.join("\n") };
  if (form.get("intent") === "remove-group") {
    await removeTestGroup(context, by.name, id);
    return was ? { undo: { ...was, id: null } } : null;
  }
  const group = {
    id: id || null,
    name: String(form.get("name") ?? ""),
    addresses: String(form.get("addresses") ?? "").slice(0, longestTyped),
  };
  const parsed = testGroupSchema.safeParse(group);
  if (!parsed.success) return { group, fault: parsed.error.issues[0]!.message };
  const saved = await saveTestGroup(context, by.name, parsed.data, id || undefined);
  if ("error" in saved) return { group, fault: wordGroupFault(saved) };
  return was ? { undo: was } : null;
}

/** Chooses the reader whose copy is shown. Their address stands in no URL: the answer has an encrypted reference. */
export async function answerReader(
  context: Context,
  number: number,
  form: FormData,
  by: Editor,
): Promise<ReaderAnswer> {
  const [email, name] = ["email", "name"].map((field) => String(form.get(field) ?? "").slice(0, 1000)) as [
    string,
    string,
  ];
  const topics = form.getAll("topic").map(String).slice(0, 200);
  const reader = await chooseReader(context, number, { email, name, topics });
  if ("error" in reader)
    return { readerFault: reader.error === "gone" ? "This issue is no longer there." : wordAddressFault(reader) };
  const preview = await previewOf(context, number, by.email, reader);
  return { reader, text: preview?.text ?? "" };
}
