import { beforeEach, describe, expect, test } from "vitest";
import { bodyInMarkdown } from "#app/models/body.ts";
import { archive } from "#app/models/issues/editions.server.ts";
import { createList, type List } from "#app/models/readers/lists.server.ts";
import { testContext, type TestContext } from "../../support/context.ts";
import { aBriefing } from "../../support/newsroom.ts";
import { anOutside } from "../../support/outside.ts";
import { aPhoto, articlesBySlug, aSite, moved } from "../../support/sites.ts";

let context: TestContext;
let list: List;

beforeEach(async () => {
  context = await testContext();
  list = await aBriefing(context);
});

const textOf = async (slug: string) =>
  bodyInMarkdown((await articlesBySlug(context))[slug]!.body, "").replace(/\]\(<([^>\n]*)>/g, "]($1");
const utc = (text: string) => Date.parse(`${text}Z`);
const issues = async () =>
  (await archive(context)).map(({ number, subject, frozenAt, elsewhere }) => ({
    number,
    subject,
    frozenAt,
    elsewhere,
  }));
const redirectsOf = async () =>
  (await context.db.selectFrom("moved_posts").select(["permalink"]).orderBy("id").execute()).map(
    ({ permalink }) => permalink,
  );

describe("Ghost's export", () => {
  const data = {
    posts: [
      {
        ...{ id: "p2", title: "Newer", slug: "newer", status: "published", type: "post", visibility: "public" },
        ...{
          html: '<p>Second, see <a href="__GHOST_URL__/older/">older</a></p>',
          published_at: "2024-02-02T08:00:00.000Z",
        },
        ...{ newsletter_id: "n1", feature_image: "__GHOST_URL__/content/images/boat.jpg", custom_excerpt: "Why" },
      },
      {
        ...{ id: "p1", title: "Older", slug: "older", status: "published", type: "post", visibility: "public" },
        ...{ html: "<p>First</p>", published_at: "2023-01-01T08:00:00.000Z", newsletter_id: null },
      },
      {
        id: "p3",
        title: "Paid",
        slug: "paid",
        status: "published",
        type: "post",
        visibility: "paid",
        html: "<p>x</p>",
        published_at: "2024-03-03T08:00:00.000Z",
      },
      {
        id: "p4",
        title: "Unready",
        slug: "unready",
        status: "draft",
        type: "post",
        visibility: "public",
        html: "<p>y</p>",
      },
      { id: "p5", title: "Lexical", slug: "lexical", status: "draft", type: "post", html: null, lexical: "{}" },
      { id: "p6", title: "About", slug: "about", status: "published", type: "page", html: "<p>z</p>" },
    ],
    posts_meta: [
      {
        post_id: "p2",
        feature_image_alt: "A boat",
        feature_image_caption: "<i>Harbour</i>",
        email_subject: "In your inbox",
      },
    ],
    tags: [
      { id: "t1", name: "Ships", visibility: "public" },
      { id: "t2", name: "#internal", visibility: "internal" },
    ],
    posts_tags: [
      { post_id: "p2", tag_id: "t2", sort_order: 0 },
      { post_id: "p2", tag_id: "t1", sort_order: 1 },
    ],
    users: [
      { id: "u1", name: "Ines Falk" },
      { id: "u2", name: "Tom Reyes" },
    ],
    posts_authors: [
      { post_id: "p2", author_id: "u2", sort_order: 1 },
      { post_id: "p2", author_id: "u1", sort_order: 0 },
    ],
  };

  test("brings posts with authors, tags and pictures; what was mailed is an issue, what was closed a draft, a page none", async () => {
    const folder = aSite({
      "old.ghost.2026-01-01.json": JSON.stringify({ db: [{ meta: { exported_on: 1, version: "5.0" }, data }] }),
      "content/images/boat.jpg": await aPhoto(),
    });
    const site = await moved(context, folder, { site: "https://old.example" });
    expect(site).toMatchObject({ source: "ghost", counts: { page: 1, published: 1, issue: 1, draft: 3 } });
    expect(await articlesBySlug(context)).toMatchObject({
      newer: {
        ...{ headline: "Newer", dek: "Why", byline: "Ines Falk, Tom Reyes", topics: ["Ships"], imageAlt: "A boat" },
        ...{ image: { width: 40 }, publishedAt: utc("2024-02-02T08:00") },
      },
      older: { publishedAt: utc("2023-01-01T08:00") },
      paid: { publishedAt: null },
      unready: { publishedAt: null },
    });
    expect(await textOf("newer")).toBe(`Second, see [older](${context.config.appUrl}/articles/older)`);
    expect(await issues()).toEqual([
      { number: 1, subject: "In your inbox", frozenAt: utc("2024-02-02T08:00"), elsewhere: "Ghost" },
    ]);
    expect(site.words.join("\n")).toContain("it was not for everybody there (paid)");
    expect(site.words.join("\n")).toContain("the export has no HTML of it");
    expect(await redirectsOf()).toContain("https://old.example/newer/");
  });

  test("as articles there are no issues, and a second run changes nothing", async () => {
    const folder = aSite({ "x.json": JSON.stringify({ db: [{ meta: {}, data }] }) });
    await moved(context, folder, { as: "articles" });
    expect(await issues()).toEqual([]);
    expect((await moved(context, folder, { as: "articles" })).counts).toMatchObject({ there: 5 });
  });
});

describe("Substack's export", () => {
  const table =
    "post_id,post_date,is_published,email_sent_at,inbox_sent_at,type,audience,title,subtitle,podcast_url\n" +
    '102.second,2024-02-02T08:00:00.000Z,true,2024-02-02T09:00:00.000Z,,newsletter,everyone,"Second, at last",Sub,\n' +
    "101.first,2023-01-01T08:00:00.000Z,true,2023-01-01T09:00:00.000Z,,newsletter,everyone,First,,\n" +
    "103.web-only,2024-03-03T08:00:00.000Z,true,,,podcast,everyone,Web,,https://pod.example/1.mp3\n" +
    "104.paid,2024-04-04T08:00:00.000Z,true,2024-04-04T08:00:00.000Z,,newsletter,only_paid,Paid,,\n" +
    "105,,false,,,newsletter,everyone,Draft,,\n" +
    "106.about,2024-01-01T08:00:00.000Z,true,,,page,everyone,About,,\n" +
    "107.lost,2024-01-01T08:00:00.000Z,true,,,newsletter,everyone,Lost,,\n";
  const folder = () =>
    aSite({
      "posts.csv": table,
      "posts/102.second.html":
        '<p>Hello</p><div class="subscription-widget-wrap"><p>Subscribe!</p></div><p>%%checkout_url%%</p>',
      "posts/101.first.html": "<p>Words</p>",
      "posts/103.web-only.html": "<p>Notes</p>",
      "posts/104.paid.html": "<p>Secret</p>",
      "posts/105.html": "<p>Unready</p>",
      "posts/106.about.html": "<p>About</p>",
      "posts/101.first.opens.csv": "email\na@b.example\n",
      "email_list.x.csv": "email,active_subscription\n",
    });

  test("numbers the mails by their time; the others are articles; widgets are named", async () => {
    const site = await moved(context, folder(), { site: "https://me.substack.com" });
    expect(site).toMatchObject({ source: "substack", counts: { issue: 2, published: 1, draft: 2, page: 1, empty: 1 } });
    expect(await issues()).toEqual([
      { number: 2, subject: "Second, at last", frozenAt: utc("2024-02-02T09:00"), elsewhere: "Substack" },
      { number: 1, subject: "First", frozenAt: utc("2023-01-01T09:00"), elsewhere: "Substack" },
    ]);
    expect(await textOf("second")).toBe("Hello");
    expect(await textOf("web-only")).toContain("https://pod.example/1.mp3");
    expect(site.words).toContain("posts/102.second.html: a widget was left out: subscribe box: Subscribe!");
    expect(site.words).toContain("posts/102.second.html: what the program filled in was left out: %%checkout_url%%");
    expect(await redirectsOf()).toContain("https://me.substack.com/p/second");
  });

  test("goes to the list that was named", async () => {
    await createList(context, { slug: "other", name: "Other" });
    await moved(context, folder(), { list: "other" });
    const lists = await context.db
      .selectFrom("issues")
      .innerJoin("lists", "lists.id", "list_id")
      .select("slug")
      .execute();
    expect(lists).toEqual([{ slug: "other" }, { slug: "other" }]);
    expect(list.slug).not.toBe("other");
  });
});

const wxr = (items: string, pad = "") => `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE rss [<!ENTITY bomb "boom">]>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old</title><language>de-DE</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login><![CDATA[ines]]></wp:author_login><wp:author_display_name><![CDATA[Ines Falk]]></wp:author_display_name></wp:author>
${pad}${items}</channel></rss>`;
const item = (type: string, status: string, id: number, content: string, more = "") => `<item>
<title><![CDATA[Post ${id}]]></title><link>https://old.example/2024/05/post-${id}/</link><pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>
<dc:creator><![CDATA[ines]]></dc:creator><guid isPermaLink="false">https://old.example/?p=${id}</guid>
<content:encoded><![CDATA[${content}]]></content:encoded><excerpt:encoded><![CDATA[Short ${id}]]></excerpt:encoded>
<wp:post_id>${id}</wp:post_id><wp:post_date_gmt>2024-05-0${id % 9 || 9} 08:00:00</wp:post_date_gmt><wp:post_name>post-${id}</wp:post_name>
<wp:status>${status}</wp:status><wp:post_type>${type}</wp:post_type>${more}</item>`;
const meta = (key: string, value: string) =>
  `<wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta>`;

describe("WordPress's export", () => {
  test("reads both editors, states, topics, authors, the lead picture behind its post, and footnotes", async () => {
    const content = aSite({
      "old.xml": wxr(
        [
          item(
            ...([
              "post",
              "publish",
              1,
              `One line\nand its next\n\n[caption id="a" width="300"]<img src="/wp-content/a.jpg" alt="A" /> Under it[/caption]\n\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\n\n[contact-form to="x"] and [sic]<!--more-->`,
            ] as const),
            `<category domain="category" nicename="uncategorized">Uncategorized</category><category domain="post_tag" nicename="sea">Sea</category><category domain="post_format" nicename="x">X</category>${meta("_thumbnail_id", "9")}`,
          ),
          item(
            "post",
            "publish",
            2,
            `<!-- wp:paragraph --><p>Block<sup data-fn="n1" class="fn"><a href="#n1" id="n1-link">1</a></sup></p><!-- /wp:paragraph --><!-- wp:footnotes /-->`,
            meta("footnotes", JSON.stringify([{ id: "n1", content: "The note" }])),
          ),
          item("post", "private", 3, "Private"),
          item("post", "future", 4, "Future"),
          item("post", "trash", 5, "Trash"),
          item("page", "publish", 6, "Page"),
          item("post", "publish", 7, "Locked", "<wp:post_password>secret</wp:post_password>"),
          item("revision", "inherit", 8, "Old"),
          item(
            "attachment",
            "inherit",
            9,
            "",
            `<wp:attachment_url>https://old.example/wp-content/lead.jpg</wp:attachment_url>${meta("_wp_attachment_image_alt", "Lead")}`,
          ),
        ].join("\n"),
      ),
      "wp-content/a.jpg": await aPhoto(),
    });
    const site = await moved(context, content);
    expect(site).toMatchObject({ source: "wordpress", counts: { published: 2, draft: 3, trash: 1, page: 1 } });
    expect(await articlesBySlug(context)).toMatchObject({
      "post-1": { byline: "Ines Falk", topics: ["Sea"], dek: "Short 1", publishedAt: utc("2024-05-01T08:00") },
      "post-3": { publishedAt: null },
      "post-7": { publishedAt: null },
    });
    const text = await textOf("post-1");
    expect(text).toContain("One line<br>and its next");
    expect(text).toMatch(/!\[A\]\(\/images\/\w+\.jpg "Under it"\)/);
    expect(text).toContain("(https://www.youtube.com/watch?v=dQw4w9WgXcQ){.card");
    expect(text).toContain("and \\[sic\\]");
    expect(text).not.toContain("contact-form");
    expect(await textOf("post-2")).toBe("Block[^1]\n\n[^1]: The note");
    expect(site.words).toContain('old.xml: post-1: a sign of the program was left out: [contact-form to="x"]');
    expect(await redirectsOf()).toContain("https://old.example/2024/05/post-1/");
  });

  test("a large export is read in flat memory, and broken XML as far as it goes", async () => {
    const long = "x".repeat(100_000);
    const many = Array.from({ length: 300 }, (_, i) => item("revision", "inherit", i + 10, long)).join("\n");
    const site = await moved(
      context,
      aSite({ "big.xml": wxr(`${many}${item("post", "publish", 1, "Kept &bomb; & so on")}<broken`) }),
    );
    expect(site.counts).toEqual({ published: 1 });
    expect(await textOf("post-1")).not.toContain("boom");
  });
});

describe("mails of", () => {
  test("beehiiv: a table with the mail's HTML, its subject and preview", async () => {
    const table =
      "id,web_title,status,audience,content_tags,url,web_subtitle,email_subject_line,email_preview_text,content_html,thumbnail_url,created_at\n" +
      `b1,"A ""big"" week",confirmed,free,news;sea,https://me.beehiiv.com/p/big-week,Sub,Subject line,Preview,"<table role=""presentation""><tr><td><h2>Hi</h2><p>Dear {{first_name}}, ok</p></td></tr></table>",,2023-01-18 21:25:27\n` +
      "b2,Paid,confirmed,premium,,https://me.beehiiv.com/p/paid,,,,<p>x</p>,,2023-01-19 21:25:27\n" +
      "b3,Unready,draft,free,,,,,,<p>y</p>,,2023-01-20 21:25:27\n";
    const site = await moved(context, aSite({ "posts.csv": table }));
    expect(site).toMatchObject({ source: "beehiiv", counts: { issue: 1, draft: 2 } });
    expect(await articlesBySlug(context)).toMatchObject({
      "big-week": {
        headline: 'A "big" week',
        dek: "Sub",
        topics: ["news", "sea"],
        publishedAt: utc("2023-01-18T21:25:27"),
      },
    });
    expect(await textOf("big-week")).toBe("## Hi\n\nDear , ok");
    expect(await issues()).toMatchObject([{ subject: "Subject line", elsewhere: "beehiiv" }]);
  });

  test("Buttondown: its numbers stay; Markdown is read as such", async () => {
    const mail = (secondary_id: number, more: object) => ({
      ...{
        id: `em_${secondary_id}`,
        secondary_id,
        subject: `Mail ${secondary_id}`,
        slug: `mail-${secondary_id}`,
        status: "sent",
      },
      ...{
        publish_date: `2024-01-0${secondary_id}T08:00:00Z`,
        email_type: "public",
        tags: [],
        body: "**Bold** {{ subscriber.email }}",
      },
      ...{ absolute_url: `https://buttondown.com/me/archive/mail-${secondary_id}/`, ...more },
    });
    const results = [
      mail(9, {}),
      mail(4, { body: "<!-- buttondown-editor-mode: fancy --><p>Rich <em>text</em></p>" }),
      mail(5, { status: "draft" }),
      mail(6, { email_type: "premium" }),
      mail(7, { status: "deleted" }),
    ];
    const site = await moved(context, aSite({ "emails.json": JSON.stringify({ count: 5, results }) }));
    expect(site).toMatchObject({ source: "buttondown", counts: { issue: 2, draft: 2, trash: 1 } });
    expect((await issues()).map(({ number }) => number)).toEqual([9, 4]);
    expect(await textOf("mail-9")).toBe("**Bold**");
    expect(await textOf("mail-4")).toBe("Rich *text*");
  });

  test("Buttondown: the folder that its own command writes, with numbers, states and pictures beside", async () => {
    const mail = (id: number, more = "") =>
      `---\nid: em_${id}\nsubject: "Mail ${id}: more"\nstatus: sent\nslug: mail-${id}\npublish_date: 2024-01-0${id}T08:00:00.000Z\nsecondary_id: ${id}\n${more}---\n\n**Bold** {{ subscriber.email }}\n`;
    const site = await moved(
      context,
      aSite({
        "emails/mail-3.md": mail(3, "description: In short\n").replace(
          "**Bold**",
          "![A boat](../media/boat.png)\n\n**Bold**",
        ),
        "emails/mail-4.md": mail(4, "email_type: premium\n"),
        "emails/mail-5.md": mail(5).replace("sent", "draft"),
        "media/boat.png": await aPhoto(),
        "snippets/foot.md": "Just words.\n",
      }),
    );
    expect(site).toMatchObject({ source: "buttondown", counts: { issue: 1, draft: 2, page: 1 } });
    expect(await issues()).toMatchObject([{ number: 3, subject: "Mail 3: more" }]);
    expect(await textOf("mail-3")).toContain("**Bold**");
    expect(await textOf("mail-3")).toContain("A boat");
  });

  test("Buttondown: the zip of its export, a table without texts and a file for each mail beside it", async () => {
    const table =
      "id,secondary_id,subject,publish_date,source,slug\n" +
      "e-1,1,Plain mail,2023-01-02 16:55:00+00:00,app,plain-mail\n" +
      "e-2,2,Fancy mail,2023-01-05 13:00:00+00:00,app,fancy-mail\n";
    const texts = {
      "export/emails/plain-mail.md": "Words, *some* of them.\n",
      "export/emails/fancy-mail.md": "<!-- buttondown-editor-mode: fancy --><h2>Head</h2>\n<p>Rich <em>text</em></p>",
      "export/emails/left-over.md": "A draft of nobody.\n",
    };
    const site = await moved(context, aSite({ "export/emails.csv": table, ...texts }));
    expect(site).toMatchObject({ source: "buttondown", counts: { issue: 2, page: 1 } });
    expect(await issues()).toMatchObject([
      { number: 2, subject: "Fancy mail", frozenAt: utc("2023-01-05T13:00:00"), elsewhere: "Buttondown" },
      { number: 1, subject: "Plain mail", frozenAt: utc("2023-01-02T16:55:00") },
    ]);
    expect(await textOf("plain-mail")).toBe("Words, *some* of them.");
    expect(await textOf("fancy-mail")).toBe("## Head\n\nRich *text*");
  });

  test("listmonk: from its API and from its table", async () => {
    const row = {
      id: 1,
      uuid: "u-1",
      type: "regular",
      subject: "News",
      name: "News 1",
      from_email: "a@b.example",
      body: "<p>Hi {{ .Subscriber.FirstName }}</p>",
      content_type: "richtext",
      template_id: 1,
      status: "finished",
      started_at: "2024-01-02T08:00:00Z",
      tags: ["sea"],
      archive_slug: "news-1",
    };
    const all = [
      row,
      { ...row, uuid: "u-2", type: "optin" },
      { ...row, uuid: "u-3", status: "draft", archive_slug: "news-3" },
      {
        ...row,
        uuid: "u-4",
        content_type: "plain",
        body: "One\n\nTwo < 3",
        archive_slug: "plain",
        started_at: "2024-01-03T08:00:00Z",
      },
    ];
    const site = await moved(context, aSite({ "campaigns.json": JSON.stringify({ data: { results: all } }) }));
    expect(site).toMatchObject({ source: "listmonk", counts: { page: 1, issue: 2, draft: 1 } });
    expect(await textOf("news-1")).toBe("Hi");
    expect(await textOf("plain")).toBe("One\n\nTwo \\< 3");
    const table = `id,uuid,type,subject,from_email,body,content_type,template_id,status,started_at,tags,archive_slug\n2,u-9,regular,From a table,a@b.example,"# Head",markdown,1,finished,2024-01-04 08:00:00.123+00,"{sea,wind}",table\n`;
    expect((await moved(context, aSite({ "campaigns.csv": table }))).counts).toEqual({ issue: 1 });
    expect((await articlesBySlug(context)).table).toMatchObject({
      topics: ["sea", "wind"],
      publishedAt: utc("2024-01-04T08:00:00.123"),
    });
  });

  test("Mailchimp: a page each, with the table that knows when they went out", async () => {
    const folder = aSite({
      "campaigns/campaigns.csv":
        'Title,Subject,List,Send Date,Unique Id\nMay news,The ferries,Main,"May 02, 2024 10:00 am",abc123\n',
      "campaigns_content/1_may-news.html":
        '<html><head><title>*|MC:SUBJECT|*</title></head><body><table><tr><td class="mcnTextContent"><p>Dear *|FNAME|*</p></td></tr></table></body></html>',
      "campaigns_content/2_never-sent.html": "<html><body><p>Unready</p></body></html>",
    });
    const site = await moved(context, folder);
    expect(site).toMatchObject({ source: "mailchimp", counts: { issue: 1, draft: 1 } });
    expect(await issues()).toMatchObject([{ subject: "The ferries", elsewhere: "Mailchimp" }]);
    expect(await textOf("the-ferries")).toBe("Dear");
  });
});

test("Medium's export: title, subtitle, date and address of each page; drafts by their name", async () => {
  const page = (
    title: string,
  ) => `<html><body><article class="h-entry"><header><h1 class="p-name">${title}</h1></header>
    <section data-field="subtitle" class="p-summary">Why</section><section data-field="body" class="e-content"><section class="section"><div class="section-divider"><hr></div>
    <div class="section-inner"><h3 class="graf graf--h3 graf--title">${title}</h3><p class="graf">Words</p><div class="graf graf--mixtapeEmbed"><a href="https://x.example/"><strong>Card</strong><em>Says</em>x.example</a></div></div></section></section>
    <footer><p>By <a class="p-author h-card">Ines Falk</a> on <a href="x"><time class="dt-published" datetime="2019-01-02T08:00:00.000Z">January 2, 2019</time></a>.</p>
    <p><a href="https://medium.com/@ines/ferries-abcdef123456" class="p-canonical">Canonical link</a></p></footer></article></body></html>`;
  const site = await moved(
    context,
    aSite({
      "posts/2019-01-02_Ferries-abcdef123456.html": page("Ferries"),
      "posts/draft_Moles-abcdef123457.html": page("Moles").replace(/<footer>.*<\/footer>/s, "<footer></footer>"),
      "profile/profile.html": "<html></html>",
    }),
  );
  expect(site).toMatchObject({ source: "medium", counts: { published: 1, draft: 1 } });
  expect((await articlesBySlug(context)).ferries).toMatchObject({
    headline: "Ferries",
    dek: "Why",
    byline: "Ines Falk",
    publishedAt: utc("2019-01-02T08:00"),
  });
  expect(await textOf("ferries")).toContain("Words");
  expect(await textOf("ferries")).toContain("[Card](https://x.example/){.card");
});

describe("a feed", () => {
  const rss = `<?xml version="1.0"?><rss version="2.0" xmlns:content="x" xmlns:dc="y"><channel><title>Old</title><language>fr</language>
    <item><title>Ferries &amp; tides</title><link>https://old.example/p/ferries</link><guid isPermaLink="false">g1</guid><pubDate>Thu, 02 May 2024 08:00:00 GMT</pubDate>
    <dc:creator>Ines Falk</dc:creator><category>Sea</category><description>Short</description><content:encoded><![CDATA[<p>Whole <a href="/about">text</a></p>]]></content:encoded></item></channel></rss>`;
  const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">Tides</title><id>tag:1</id><link rel="alternate" href="https://old.example/tides.html"/>
    <published>2024-05-03T08:00:00Z</published><author><name>Tom Reyes</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>In <b>elements</b></p></div></content></entry></feed>`;

  test("of RSS and of Atom, whose text may be elements", async () => {
    const site = await moved(context, aSite({ "a/feed.xml": rss, "b/atom.xml": atom }));
    expect(site).toMatchObject({ source: "feed", counts: { published: 2 } });
    expect(await articlesBySlug(context)).toMatchObject({
      ferries: {
        headline: "Ferries & tides",
        dek: "Short",
        byline: "Ines Falk",
        topics: ["Sea"],
        publishedAt: utc("2024-05-02T08:00"),
      },
      tides: { byline: "Tom Reyes" },
    });
    expect(await textOf("ferries")).toBe("Whole [text](https://old.example/about)");
    expect(await textOf("tides")).toBe("In **elements**");
  });

  test("at an address: the page there names it, and nothing inside of a private network is asked for", async () => {
    const world = await anOutside((request, response) => {
      const isFeed = request.url === "/feed.xml";
      response.setHeader("Content-Type", isFeed ? "application/rss+xml" : "text/html");
      const page = `<!doctype html><html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>`;
      response.end(isFeed ? rss : page);
    });
    context.outside = world;
    expect(await moved(context, "http://old.example/")).toMatchObject({ source: "feed", counts: { published: 1 } });
    expect(world.asked).toEqual(["old.example/", "old.example/feed.xml"]);
    await expect(moved(context, "http://127.0.0.1/feed.xml")).rejects.toThrow("not-fetched");
  });
});
