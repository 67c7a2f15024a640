import { expect, test } from "vitest";
import * as cards from "#app/routes/desk.cards.ts";
import { aDesk, asked, outcomeOf } from "../support/desk.ts";

async function ask(address: string | null, as?: string) {
  const { context, cookie } = await aDesk("editor");
  const form = new FormData();
  if (address !== null) form.set("address", address);
  return outcomeOf<string>(cards.action(asked(context, "/desk/cards", { cookie: as ?? cookie, form })));
}

test("a page that may not be fetched is a card to be written by hand", async () => {
  const { status, data } = await ask(" http://127.0.0.1/ ");
  expect(status).toBe(200);
  expect(JSON.parse(data)).toEqual({
    card: {
      ...{ href: "http://127.0.0.1/", title: "", description: "", site: "127.0.0.1" },
      ...{ isVideo: false, src: "", width: 0, height: 0 },
    },
    fault: "The page could not be fetched: the address leads into a private network. Write the card by hand.",
  });
});

test("what is no address is refused, and so are strangers", async () => {
  for (const address of ["javascript:alert(1)", "", null])
    expect(await ask(address)).toMatchObject({ status: 400, data: '{"error":"This is no address of a web page."}' });
  expect((await ask("https://x.example/", "")).status).toBe(302);
});
