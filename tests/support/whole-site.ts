import { setPublished } from "#app/models/articles/articles.server.ts";
import { addCorrection } from "#app/models/articles/corrections.server.ts";
import { storeImage } from "#app/models/images/images.server.ts";
import { createList, setListSignUp, type List } from "#app/models/readers/lists.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import type { TestContext } from "./context.ts";
import { anArticle, anIssue, aReader } from "./newsroom.ts";
import { aPicture } from "./pictures.ts";

/** What editors may write, and what could break a page that does not take care; also from the right to the left. */
export const hostile = {
  headline: `</title></script><script>alert(1)</script><!-- "it's" & ]]> שלום مرحبا`,
  topic: `R&D "robots" <b>`,
  byline: `Zoë "O'Neil" <img src=x> and ليلى حداد`,
};

/**
 * Everything that the public side can show: pictures, corrections, an issue, two lists.
 * @param articles how many there are besides; from 25 on, they fill more than one page
 */
export async function fillSite(context: TestContext, list: List, articles = 25): Promise<void> {
  await aReader(context, list, "reader@readers.example");
  const made = await createList(context, { slug: "europe", name: `Europe & "more"` });
  if ("list" in made) await setListSignUp(context, made.list.id, { open: "yes", description: "<Once a month>" });
  for (let i = 1; i <= articles; i += 1) {
    const { id } = await anArticle(context, { headline: `Robots, part ${i}`, topics: ["Automation"] });
    await setPublished(context, id, true);
    context.later(60_000);
  }
  const stored = await storeImage(context, await aPicture({ width: 1280, height: 720 }));
  if ("error" in stored) throw new Error(stored.error);
  const worst = await anArticle(context, {
    headline: hostile.headline,
    dek: hostile.headline,
    byline: hostile.byline,
    topics: [hostile.topic, "Automation"],
    imageId: stored.image.id,
    imageAlt: hostile.headline,
    imageCredit: `Photo: "A" & <B>`,
    sources: [{ title: hostile.headline, url: "https://example.org/?a=1&b=%22" }],
  });
  const arabic = await anArticle(context, {
    headline: "الروبوتات تتعلم التعبئة",
    dek: "مستودعان يقارنان تجربتيهما.",
    byline: "ليلى حداد",
    topics: ["الأتمتة"],
  });
  const number = await anIssue(context, list, { subject: hostile.headline, articles: [worst, arabic] });
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(sent.error);
  await addCorrection(context, "Ruth", worst.id, `We wrote "<40>" & meant 4.`);
}
