import { expect, test } from "vitest";
import { articleById } from "#app/models/articles/articles.server.ts";
import type { Block, Body } from "#app/models/body.ts";
import type { Image } from "#app/models/images/images.server.ts";
import { createIssue, issueByNumber } from "#app/models/issues/issues.server.ts";
import { replacePicture, takeReplacementBack } from "#app/models/library/replacing.server.ts";
import { testContext } from "../../support/context.ts";
import { aStoredPicture } from "../../support/library.ts";
import { aBriefing, anArticle } from "../../support/newsroom.ts";

async function aDeskWithTwo() {
  const context = await testContext();
  const list = await aBriefing(context);
  const [from, to] = [await aStoredPicture(context), await aStoredPicture(context, { width: 128, height: 72 })];
  return { context, list, from, to };
}

const sized = ({ path, width, height }: Image) => ({ src: path, width, height });
const image = (picture: Image) => ({ type: "image" as const, attrs: { ...sized(picture), alt: "An arm", credit: "" } });
const card = (picture: Image): Block => ({
  type: "linkCard",
  attrs: { href: "https://x.example/", title: "A page", description: "", site: "", isVideo: false, ...sized(picture) },
});
const chart = (picture: Image): Block => ({
  type: "chart",
  attrs: {
    kind: "bar",
    title: "",
    source: "",
    rows: [
      ["", "Arms"],
      ["2026", "3"],
    ],
    ...sized(picture),
  } as never,
});
/** A picture in each place that a text has for one. */
const everywhere = (picture: Image): Body => ({
  type: "doc",
  content: [
    image(picture),
    card(picture),
    { type: "gallery", attrs: { caption: "" }, content: [image(picture), image(picture)] },
    { type: "callout", attrs: { kind: "note" }, content: [image(picture)] },
    { type: "sponsor", attrs: { name: "Ropes" }, content: [image(picture), card(picture)] },
    { type: "bulletList", content: [{ type: "listItem", content: [{ type: "paragraph" }, image(picture)] }] },
  ],
});

test("a picture is replaced in cards, galleries, notes, advertisements, lists and intros, and back again", async () => {
  const { context, list, from, to } = await aDeskWithTwo();
  const { id } = await anArticle(context, {
    imageId: from.id,
    imageAlt: "An arm",
    body: JSON.stringify(everywhere(from)),
  });
  const number = await createIssue(context, list.id, { subject: "Arms", intro: everywhere(from) });
  const now = async () => {
    const { image: lead, body } = (await articleById(context, id))!;
    return { lead: lead?.id, body, intro: (await issueByNumber(context, number))!.intro };
  };
  const before = await now();
  const act = await replacePicture(context, "Ines", from.id, to.id, false);
  if ("error" in act) throw new Error(act.error);
  const after = await now();
  expect(act.places).toBe(2);
  expect(after.lead).toBe(to.id);
  expect(JSON.stringify(after)).not.toContain(from.path);
  expect(after.body.content![1]).toEqual(card(to));
  expect(after.intro).toMatchObject(everywhere(to));
  expect(await takeReplacementBack(context, "Ines", act.id)).toEqual({ places: 2, left: [] });
  expect(await now()).toEqual(before);
});

test("a chart keeps its picture, which says what its numbers say", async () => {
  const { context, from, to } = await aDeskWithTwo();
  const both: Body = { type: "doc", content: [chart(from), image(from)] };
  const { id } = await anArticle(context, { body: JSON.stringify(both) });
  const only = await anArticle(context, { body: JSON.stringify({ type: "doc", content: [chart(from)] }) });
  expect(await replacePicture(context, "Ines", from.id, to.id, false)).toMatchObject({ places: 1 });
  const { body } = (await articleById(context, id))!;
  expect(body.content![0]).toMatchObject({ type: "chart", attrs: { src: from.path } });
  expect(body.content![1]).toMatchObject({ type: "image", attrs: { src: to.path } });
  expect((await articleById(context, only.id))!.version).toBe(1);
});
