import { beforeEach, describe, expect, test } from "vitest";
import { articleById } from "#app/models/articles/articles.server.ts";
import { pictureById } from "#app/models/library/pictures.server.ts";
import { storeImage, type Image } from "#app/models/images/images.server.ts";
import { loader as image } from "#app/routes/images.$file.ts";
import * as picturePage from "#app/routes/desk.pictures.$id/route.tsx";
import * as pictures from "#app/routes/desk.pictures._index/route.tsx";
import * as crop from "#app/routes/desk.pictures.crop.ts";
import * as found from "#app/routes/desk.pictures.found.ts";
import type { TestContext } from "../support/context.ts";
import { aDesk, asked, outcomeOf } from "../support/desk.ts";
import { aStoredPicture, bodyWith } from "../support/library.ts";
import { anArticle } from "../support/newsroom.ts";
import { aMovingPicture } from "../support/pictures.ts";

let context: TestContext;
let cookie: string;
let arm: Image;
beforeEach(async () => {
  ({ context, cookie } = await aDesk("editor"));
  arm = await aStoredPicture(context, { fileName: "arm.jpg", alt: "An arm", credit: "Ines" });
});

const list = (query = "", as = cookie) =>
  outcomeOf<never>(pictures.loader(asked(context, `/desk/pictures${query}`, { cookie: as })));
const search = (query = "", as = cookie) =>
  outcomeOf<string>(found.loader(asked(context, `/desk/pictures/found${query}`, { cookie: as })));
const at = (id: number, form?: Record<string, string>, as = cookie) =>
  asked(context, `/desk/pictures/${id}`, { cookie: as, params: { id: String(id) }, form });
const open = (id: number, as = cookie) => outcomeOf<Record<string, unknown>>(picturePage.loader(at(id, undefined, as)));
const act = (id: number, form: Record<string, string>, as = cookie) => outcomeOf(picturePage.action(at(id, form, as)));
const cut = (body: unknown, as = cookie) => {
  const headers = { Cookie: as, "Content-Type": "application/json" };
  const url = new URL("/desk/pictures/crop", context.config.appUrl);
  const request = new Request(url, { method: "POST", headers, body: JSON.stringify(body) });
  return outcomeOf<string>(crop.action({ request, params: {}, context }));
};
const whole = (path: string, as = cookie) =>
  outcomeOf<string>(
    crop.loader(asked(context, `/desk/pictures/crop?path=${encodeURIComponent(path)}`, { cookie: as })),
  );
const served = async ({ path }: Image) => {
  const file = path.split("/").at(-1)!;
  return (await outcomeOf(image({ ...asked(context, path), params: { file } }))).status;
};

describe("the pages of pictures", () => {
  test("list and find them, and know no others", async () => {
    expect((await list("?q=arm")).data).toMatchObject({
      total: 1,
      pictures: [{ id: arm.id, alt: "An arm", places: 0 }],
    });
    expect((await list("?q=nobody&state=used")).data).toMatchObject({ total: 0, search: "nobody", state: "used" });
    for (const query of ["?page=2", "?page=0", "?page=x"]) expect((await list(query)).status, query).toBe(404);
    expect(JSON.parse((await search("?q=INES")).data)).toMatchObject({ total: 1, pictures: [{ credit: "Ines" }] });
    expect((await open(999)).status).toBe(404);
    expect((await act(999, { act: "remove" })).status).toBe(404);
    expect((await act(arm.id, { act: "burn" })).status).toBe(400);
  });

  test("keep a picture's words, tidied", async () => {
    const words = { act: "describe", fileName: "arm.jpg", alt: " The\narm ", credit: "" };
    expect((await act(arm.id, words)).data).toEqual({ done: "described" });
    expect(await pictureById(context, arm.id)).toMatchObject({ alt: "The arm", credit: "" });
  });

  test("replace it everywhere, and take that back", async () => {
    const article = await anArticle(context, { body: bodyWith(arm) });
    const other = await aStoredPicture(context);
    const replaced = await act(arm.id, { act: "replace", with: String(other.id) });
    expect(replaced.data).toEqual({ done: "replaced", places: 1 });
    const { acts } = (await open(arm.id)).data as { acts: { id: number; by: string }[] };
    expect(acts).toMatchObject([{ by: "Ines Halloran", places: 1 }]);
    const back = await act(other.id, { act: "take-back", replacement: String(acts[0]!.id) });
    expect(back.data).toEqual({ done: "taken-back", places: 1, left: [] });
    expect(JSON.stringify((await articleById(context, article.id))!.body)).toContain(arm.path);
    expect((await act(arm.id, { act: "replace", with: "x" })).data).toEqual({ error: "gone" });
  });

  test("remove it where nothing uses it: then its address leads nowhere, until it is taken back", async () => {
    expect(await served(arm)).toBe(200);
    expect((await act(arm.id, { act: "remove" })).location).toBe("/desk/pictures?undo=1");
    expect(await served(arm)).toBe(404);
    expect((await open(arm.id)).data).toMatchObject({ deletedAt: context.clock() + 30 * 86_400_000 });
    expect((await act(arm.id, { act: "bring-back" })).data).toEqual({ done: "brought-back" });
    expect(await served(arm)).toBe(200);
  });

  test("cut a part out for one place, and say why they do not", async () => {
    const part = { left: 25, top: 0, width: 50, height: 100 };
    const made = await cut({ path: arm.path, crop: part });
    expect(made.status).toBe(201);
    const { image } = JSON.parse(made.data) as { image: Image };
    expect(image).toMatchObject({ width: 32, height: 36 });
    expect([await served(image), await served(arm)]).toEqual([200, 200]);
    expect(JSON.parse((await whole(image.path)).data)).toEqual({ image, original: arm, crop: part });
    const small = await cut({ path: arm.path, crop: { ...part, width: 5 } });
    expect([small.status, small.data]).toEqual([400, expect.stringContaining("too small to be seen")]);
    const moving = await storeImage(context, await aMovingPicture({ frames: 3 }));
    if ("error" in moving) throw new Error(moving.error);
    expect((await cut({ path: moving.image.path, crop: part })).data).toContain("A picture that moves is not cropped.");
    for (const body of [null, { path: arm.path }, { path: arm.path, crop: { ...part, left: "1" } }])
      expect((await cut(body)).status).toBe(400);
    const gone = `/images/${"0".repeat(32)}.jpg`;
    expect([(await whole(gone)).status, (await whole("/etc/passwd")).status]).toEqual([404, 404]);
    expect((await cut({ path: gone, crop: part })).data).toContain("not there any more");
  });

  test("are nobody's who has not signed in (S-15)", async () => {
    const answers = [
      await list("", ""),
      await search("", ""),
      await open(arm.id, ""),
      await whole(arm.path, ""),
      await cut({ path: arm.path, crop: { left: 0, top: 0, width: 50, height: 50 } }, ""),
      await act(arm.id, { act: "remove" }, ""),
      await act(arm.id, { act: "replace", with: String(arm.id) }, ""),
    ];
    for (const { status, location } of answers)
      expect([status, location]).toEqual([302, expect.stringMatching(/sign-in/)]);
    expect((await pictureById(context, arm.id))!.removedAt).toBeNull();
  });
});
