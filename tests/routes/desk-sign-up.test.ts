import { expect, test } from "vitest";
import { createList, openLists } from "#app/models/readers/lists.server.ts";
import { action as lists } from "#app/routes/desk.lists/route.tsx";
import { loader as signUp } from "#app/routes/desk.settings.sign-up/route.tsx";
import { aDesk, asked, outcomeOf } from "../support/desk.ts";

type Settings = { list: { slug: string }; snippets: { frame: string; form: string } };

test("the first list is open to sign-ups; any other is opened, described and closed at the desk", async () => {
  const { context, list, cookie } = await aDesk("operator");
  await createList(context, { slug: "monthly", name: "Monthly" });
  const [{ id }] = (await context.db.selectFrom("lists").select("id").where("slug", "=", "monthly").execute()) as [
    { id: number },
  ];
  expect((await openLists(context)).map(({ slug }) => slug)).toEqual(["weekly"]);
  const change = async (form: Record<string, string>) =>
    (await outcomeOf(lists(asked(context, "/desk/lists", { cookie, form: { intent: "door", ...form } })))).status;
  expect(await change({ id: String(id), open: "yes", description: " Once a month. " })).toBe(200);
  expect(await openLists(context)).toMatchObject([
    { slug: "weekly" },
    { slug: "monthly", description: "Once a month." },
  ]);
  expect(await change({ id: String(list.id), open: "no", description: "" })).toBe(200);
  expect((await openLists(context)).map(({ slug }) => slug)).toEqual(["monthly"]);
  for (const faulty of [
    { open: "maybe" },
    { open: "yes", description: "x".repeat(201) },
    { open: "yes", description: "a\nb" },
  ])
    expect(await change({ id: String(list.id), description: "", ...faulty })).toBe(400);
  const actions = await context.db.selectFrom("audit_events").select("action").orderBy("id").execute();
  expect(actions.map(({ action }) => action).slice(-2)).toEqual(["list-opened", "list-closed"]);
});

test("an editor cannot open a list", async () => {
  const { context, list, cookie } = await aDesk("editor");
  const form = { intent: "door", id: String(list.id), open: "no", description: "" };
  expect((await outcomeOf(lists(asked(context, "/desk/lists", { cookie, form })))).status).toBe(403);
});

test("the desk shows what other sites can copy, with no word of the settings taken for markup", async () => {
  const { context, cookie } = await aDesk();
  await context.db.updateTable("lists").set({ name: `"><script>x</script>` }).execute();
  const { data } = await outcomeOf<Settings>(signUp(asked(context, "/desk/settings/sign-up?list=weekly", { cookie })));
  const { frame, form } = data.snippets;
  expect(frame).toContain(`<iframe src="${context.config.appUrl}/subscribe-form?list=weekly"`);
  expect(form).toContain(`<form method="post" action="${context.config.appUrl}/subscribe-form"`);
  expect(form).toContain('name="lists" value="weekly"');
  expect(frame + form).not.toContain("<script");
});
