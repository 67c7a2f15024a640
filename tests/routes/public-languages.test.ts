import type { ParsedMail } from "mailparser";
import { describe, expect, test } from "vitest";
import { setPublished } from "#app/models/articles/articles.server.ts";
import { topicsOnSite } from "#app/models/articles/topics.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import { shortLivedReaderUrl } from "#app/models/readers/links.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { addressChangeForMail, requestAddressChange } from "#app/models/readers/preferences/addressChange.server.ts";
import { confirmUrl, signUp } from "#app/models/readers/sign-up/confirmation.server.ts";
import { processSignUps } from "#app/models/readers/sign-up/requests.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import { sendTransactional } from "#app/sender/transactional.server.ts";
import { ask, post, type Answer } from "../support/ask.ts";
import { testContext, type TestContext } from "../support/context.ts";
import { aLane } from "../support/lane.ts";
import { aBriefing, anArticle, aReader, bodyOf } from "../support/newsroom.ts";
import { aSite } from "../support/site.ts";
import { startFarEnd } from "../support/smtp.ts";
import { latinWordsIn, visibleIn, wordsAlone } from "../support/visible.ts";
import { freePort, startWeb } from "../support/web.ts";

const button = { confirm: "1" };
const pathOf = (url: string) => new URL(url).pathname;

/** An Arabic briefing with an article and a sent issue, and the doors of two readers. */
async function anArabicSite() {
  const { context, list } = await aSite({
    language: "ar",
    name: "نشرة الروبوتات",
    pitch: "معلومات أسبوعية عن الأتمتة والتنظيم والاستثمار",
    postalAddress: "نشرة الروبوتات\nشارع الميناء 12، الدار البيضاء",
  });
  const reader = await aReader(context, list, "boris@readers.example");
  const article = await anArticle(context, {
    headline: "الروبوتات تتعلم التعبئة",
    dek: "مستودعان يقارنان تجربتيهما.",
    byline: "ليلى حداد",
    body: bodyOf("الفقرة الأولى.\nالفقرة الثانية."),
    topics: ["الأتمتة", "العمل"],
    sources: [{ title: "خطة القاعة", url: "https://www.example.org/plan" }],
  });
  await setPublished(context, article.id, true);
  const number = await createIssue(context, list.id, {
    subject: "ما تعبئه الروبوتات",
    preheader: "مستودعان، وخمس سنوات بينهما، وما فعله الثاني على نحو مختلف عن الأول.",
    articles: [{ id: article.id, display: "summary" }],
  });
  const sent = await sendIssue(context, number, "ليلى");
  if ("error" in sent) throw new Error(sent.error);
  await signUp(context, { email: "ana@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
  const waiting = (await subscriberByEmail(context, "ana@readers.example"))!;
  const urls = leaveUrls(context, reader.id, list.id);
  return {
    context,
    person: reader,
    list,
    slug: article.slug,
    confirm: pathOf(confirmUrl(context, waiting.id, list.id, context.clock())),
    leave: pathOf(urls.page),
    reader: pathOf(urls.preferences),
    oneClick: pathOf(urls.oneClick),
  };
}

/** Fails where a page says something in another language than Arabic, or is not written from the right. */
function expectArabic({ text }: Answer, path: string, more: string[] = []) {
  expect(text, path).toMatch(/<html lang="ar" dir="rtl"/);
  const names = ["SHA", "IP", "RSS", "Atom", "JSON", "Feed", "JavaScript", "example", "org", ...more];
  expect(latinWordsIn(visibleIn(text), names), path).toEqual([]);
  expect(visibleIn(text), path).not.toMatch(/[٠-٩]/);
}

/** What was shown with each step of consent, oldest first. */
function shownWordings(context: TestContext) {
  return context.db
    .selectFrom("consent_events")
    .innerJoin("wordings", "wordings.id", "wording_id")
    .select("text as wording")
    .orderBy("seq")
    .execute();
}

describe("E-11: a site in Arabic", () => {
  test("has no word of another language on any page, and is written from the right", async () => {
    const { context, slug, confirm, leave, reader, oneClick } = await anArabicSite();
    const pages = [
      "/",
      "/articles",
      `/articles/${encodeURIComponent(slug)}`,
      "/issues",
      "/issues/1",
      "/topics",
      "/about",
      "/privacy",
    ];
    const asking = [
      "/subscribe",
      "/subscribe/sent",
      "/subscribe-form",
      "/search",
      `/search?q=${encodeURIComponent("كلمة")}`,
    ];
    const doors = [confirm, leave, oneClick, "/unsubscribe", "/reader", "/reader/sent"];
    const own = [reader, `${reader}/erase`];
    const wrong = ["/nothing-here", "/confirm/none", "/unsubscribe/none", "/reader/none", "/address/none"];
    for (const path of [...pages, ...asking, ...doors, ...own, ...wrong]) expectArabic(await ask(context, path), path);
    for (const path of [confirm, confirm, leave]) expectArabic(await post(context, path, button), path);
    expectArabic(await post(context, "/subscribe", { email: "أنا@example.org" }), "a fault");
    expect((await post(context, oneClick, { "List-Unsubscribe": "One-Click" })).text).toBe("تم إلغاء اشتراكك.\n");
  });

  test("nor on the pages for finding, and each answer of the search", async () => {
    const { context } = await anArabicSite();
    const topics = (await topicsOnSite(context, "ar")).map(({ path }) => path);
    expect(topics.length).toBeGreaterThan(0);
    const author = `/authors/${encodeURIComponent("ليلى-حداد")}`;
    const queries = ["الروبوتات", "لا شيء كهذا", "،", ""].map((query) => `/search?q=${encodeURIComponent(query)}`);
    const paths = ["/topics", ...topics, author, "/about", "/search", ...queries];
    for (const path of paths) expectArabic(await ask(context, path), path);
    for (let i = 0; i < 200; i += 1) {
      const answer = await ask(context, queries[0]!);
      if (answer.status === 200) continue;
      expect(answer.status).toBe(429);
      return expectArabic(answer, "too many searches");
    }
    throw new Error("the search never had enough");
  });

  test("nor on any step of a sign-up, here and in another site's frame", async () => {
    const { context } = await anArabicSite();
    const fields = { source: "/", lists: "weekly" };
    for (const path of ["/subscribe", "/subscribe-form"]) {
      expectArabic(await ask(context, path), path);
      expectArabic(await post(context, path, { ...fields, email: "ana@" }), `${path}: a fault`);
      expectArabic(await post(context, path, { ...fields, choose: "1", lists: "", email: "a@example.org" }), "no list");
      expectArabic(await post(context, path, { ...fields, email: "ana@gmial.com" }), `${path}: a hint`, [
        "gmail",
        "com",
      ]);
    }
    const steps = [];
    for (let i = 0; i < 8; i += 1) {
      const answer = await post(context, "/subscribe-form", { ...fields, email: `r${i}@example.org` });
      steps.push(answer.status);
      if (answer.text) expectArabic(answer, `step ${i}`);
    }
    expect(steps).toContain(200);
    await context.db
      .updateTable("sign_up_pressure")
      .set({ busy_until: context.clock() + 3_600_000 })
      .execute();
    const pressed = await post(context, "/subscribe-form", { ...fields, email: "late@example.org" });
    expectArabic(pressed, "under pressure");
    expectArabic(await ask(context, "/subscribe-form?sent"), "sent in a frame");
  });

  test("nor on the reader's own page, on what is behind it, and on the way to it", async () => {
    const { context, list, person, reader } = await anArabicSite();
    for (const path of [reader, `${reader}/data`, `${reader}/erase`])
      expectArabic(await ask(context, path), `${path} by a link that may have been forwarded`);
    await post(context, reader, { do: "fresh-link" });
    expectArabic(await ask(context, `${reader}?saved=fresh`), "asked for a fresh link");
    const page = pathOf(shortLivedReaderUrl(context, person.id, context.clock()));
    for (const path of ["/reader", "/reader/sent", page, `${page}?saved=name`, `${page}/erase`, `${page}x`])
      expectArabic(await ask(context, path), path);
    // The reader of the tests said "Yes" by way of "a test".
    expectArabic(await ask(context, `${page}/data`), "everything held", ["Yes", "test"]);
    expectArabic(await post(context, "/reader", { email: "x" }), "no address");
    for (const email of ["x", "boris@readers.example"])
      expectArabic(await post(context, page, { do: "address", email }), `address ${email}`);
    expectArabic(await post(context, page, { do: "pause", weeks: "date" }), "no day");
    const listId = String(list.id);
    await post(context, page, { do: "pause", weeks: "4" });
    await post(context, page, { do: "address", email: "b@example.org" });
    expectArabic(await ask(context, page), "with a pause and a wish");
    await post(context, page, { do: "leave", listId });
    expectArabic(await ask(context, page), "after leaving");
    await post(context, page, { do: "reason", listId, reason: "often" });
    expectArabic(await ask(context, page), "after saying why");
    expectArabic(await post(context, `${page}/erase`, {}), "not sure");
    expectArabic(await post(context, `${page}/erase`, { sure: "1" }), "erased");
    for (const path of [page, `${page}/data`]) expectArabic(await ask(context, path), "erased");
  });

  test("nor where both addresses agree to a change", async () => {
    const { context, person } = await anArabicSite();
    const wish = async () => {
      await requestAddressChange(
        context,
        { ...person, suppressed: false },
        { email: "b@example.org", key: "b@example.org" },
      );
      const { id } = await context.db.selectFrom("address_changes").select("id").executeTakeFirstOrThrow();
      const [old, next] = [
        await addressChangeForMail(context, id, "old"),
        await addressChangeForMail(context, id, "new"),
      ];
      return { old: pathOf(old!.url), next: pathOf(next!.url) };
    };
    const refused = await wish();
    expectArabic(await post(context, refused.old, { answer: "no" }), "refused");
    expectArabic(await ask(context, refused.next), "no longer there");
    context.later(24 * 3_600_000);
    const { old, next } = await wish();
    expectArabic(await ask(context, old), "asked");
    for (const path of [old, next]) expectArabic(await post(context, path, { answer: "yes" }), "agreed");
  });

  test("nor where a leave is explained and taken back", async () => {
    const { context, leave } = await anArabicSite();
    expectArabic(await post(context, leave, button), "left");
    expectArabic(await post(context, leave, { do: "reason", reason: "other" }), "told");
    expectArabic(await post(context, leave, { do: "undo" }), "undone");
  });

  test("has every letter whole, wherever a page is cut into pieces on its way", async () => {
    const { context } = await anArabicSite();
    for (let length = 1; length <= 64; length += 1) {
      const { text } = await ask(
        context,
        `/search?q=${encodeURIComponent(`${"x".repeat(length % 2)}${"ر".repeat(length)}`)}`,
      );
      expect([text.includes("\0"), text.includes("\ufffd")]).toEqual([false, false]);
    }
  });

  test("asks for its own letters early, and for no others", async () => {
    const { context } = await anArabicSite();
    const fonts = ({ text }: Answer) =>
      [...text.matchAll(/<link [^>]*as="font"[^>]*href="([^"]*)"/g)].map(([, at]) => at);
    const [font, latin, ...more] = fonts(await ask(context, "/"));
    expect(font).toMatch(/noto-sans-arabic/);
    // For numbers and names.
    expect(latin).toMatch(/noto-sans-latin/);
    expect(more).toEqual([]);
  });

  test("has a privacy policy that keeps its headings, names and address", async () => {
    const { context } = await anArabicSite();
    const { text } = await ask(context, "/privacy");
    expect(text.match(/<h2>/g)).toHaveLength(8);
    for (const words of ["<strong>نشرة الروبوتات</strong>", "شارع الميناء 12", "لمدة 7 أيام", "بعد 30 يومًا"])
      expect(text).toContain(words);
  });
});

describe("a site in German", () => {
  test("has no English on the pages for finding, for subscribing and for readers", async () => {
    const { context, list } = await aSite({
      language: "de",
      name: "Robotik",
      pitch: "Jede Woche",
      postalAddress: "Hafen 12, Hamburg",
    });
    const { id } = await aReader(context, list, "boris@readers.example");
    const urls = leaveUrls(context, id, list.id);
    const [page, leave] = [pathOf(urls.preferences), pathOf(urls.page)];
    const finding = ["/topics", "/about", "/search", "/search?q=Roboter", "/privacy"];
    const signingUp = ["/subscribe", "/subscribe/sent", "/subscribe-form", "/subscribe-form?sent"];
    const own = ["/reader", "/reader/sent", page, `${page}/erase`, `${page}x`, leave, "/address/none"];
    for (const path of [...finding, ...signingUp, ...own])
      expect(wordsAlone(visibleIn((await ask(context, path)).text)), path).not.toMatch(english);
    const left = [button, { do: "reason", reason: "often" }, { do: "undo" }];
    for (const fields of left as Record<string, string>[])
      expect(wordsAlone(visibleIn((await post(context, leave, fields)).text)), fields.do).not.toMatch(english);
  });

  test("says a fault beside the field, and keeps what was typed and the wording that was shown (C-02)", async () => {
    const { context } = await aSite({ language: "de" });
    const refused = await post(context, "/subscribe", { email: "ana@", source: "/articles/packen" });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain("Eine E-Mail-Adresse hat einen Namen, ein @ und eine Domain");
    expect(refused.text).toContain('value="ana@"');
    await post(context, "/subscribe", { email: "ana@readers.example", source: "/" });
    await processSignUps(context);
    const [event] = await shownWordings(context);
    const shown = visibleIn((await ask(context, "/subscribe")).text);
    expect(event!.wording).toMatch(/^Kein Spam\./);
    expect(shown.replace(/\s+\./g, ".")).toContain(event!.wording);
  });

  test("C-04, E-11: from the confirmation's mail to the welcome's, every word is German", async () => {
    const farEnd = await startFarEnd();
    const context = await testContext({
      smtpUrl: farEnd.url,
      env: { APP_URL: `http://localhost:${await freePort()}` },
    });
    await startWeb(context);
    await aBriefing(context, { language: "de", name: "Die Robotik-Woche", postalAddress: "Hafenstraße 12, Hamburg" });
    const lane = await aLane(context);
    const nextMail = async (): Promise<ParsedMail> => {
      expect(await sendTransactional(context, lane)).toBe(true);
      return (await farEnd.parsed("ana@readers.example")).at(-1)!;
    };

    await post(context, "/subscribe", { email: "ana@readers.example", source: "/" });
    await processSignUps(context);
    const confirmation = await nextMail();
    expect(confirmation.subject).toBe("Bestätigen Sie Ihr Abonnement: Die Robotik-Woche");
    expect(confirmation.headers.get("content-language")).toBe("de");
    expect(confirmation.html).toMatch(/<html lang="de" dir="ltr"/);
    expect(flat(confirmation.text)).toMatch(/Am 23\. November 2026 .*hat jemand die Adresse ana@readers\.example/);
    expect(flat(confirmation.text)).toContain("der Link endet nach 7 Tagen, und die Adresse wird gelöscht");

    const link = /Abonnement bestätigen \((\S+)\)/.exec(confirmation.text!)![1]!;
    expect((await ask(context, pathOf(link))).text).toContain("Bestätigen Sie Ihr Abonnement");
    expect((await post(context, pathOf(link), button)).text).toContain("Sie sind dabei");
    const wordings = await shownWordings(context);
    expect(wordings[1]!.wording).toBe("Ja, schicken Sie mir Die Robotik-Woche");

    const welcome = await nextMail();
    expect(welcome.subject).toBe("Willkommen bei Die Robotik-Woche");
    expect(flat(welcome.text)).toContain("ist jetzt für Die Robotik-Woche angemeldet");
    const out = /Abbestellen \((\S+)\)/.exec(flat(welcome.text))![1]!;
    expect((await post(context, pathOf(out), button)).text).toContain("Sie haben abbestellt");
    for (const { subject, html, text } of [confirmation, welcome])
      expect(wordsAlone(`${subject} ${visibleIn(html as string)} ${text}`)).not.toMatch(english);
  });
});

const flat = (text?: string) => text!.replace(/\s+/g, " ");
const english = /\b(the|your|you|and|confirm|unsubscribe|policy|welcome)\b/i;

describe("a list with a hostile name", () => {
  const name = '<b>Weekly</b> <email>x</email> {{email}} $t(site.skip) "&';
  const escaped = "&lt;b&gt;Weekly&lt;/b&gt; &lt;email&gt;x&lt;/email&gt; {{email}} $t(site.skip) &quot;&amp;";
  let context: TestContext;
  let list: List;

  test.each(["en", "de", "ar"])("22: is words on every page that says it, in %s", async (language) => {
    ({ context, list } = await aSite({ language }));
    await context.db.updateTable("lists").set({ name }).where("id", "=", list.id).execute();
    await signUp(context, { email: "ana@readers.example", name: "", listId: list.id, source: "/", ip: "192.0.2.1" });
    const waiting = (await subscriberByEmail(context, "ana@readers.example"))!;
    const confirm = pathOf(confirmUrl(context, waiting.id, list.id, context.clock()));
    const leave = pathOf(leaveUrls(context, waiting.id, list.id).page);
    const answers = [await ask(context, confirm), await post(context, confirm, button), await ask(context, leave)];
    for (const { text } of [...answers, await post(context, leave, button)]) {
      expect(text).toContain(escaped);
      expect(text).not.toMatch(/<b>|<email>/);
    }
  });
});

test("the desk stays in English, written from the left, whatever its readers are spoken to in", async () => {
  const { context } = await aSite({ language: "ar" });
  const { text } = await ask(context, "/desk/set-up");
  expect(text).toMatch(/<html lang="en" dir="ltr"/);
  expect(text).not.toContain("noto-sans-arabic");
});
