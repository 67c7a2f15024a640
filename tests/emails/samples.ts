import { emptyBody, type Block, type Body } from "#app/models/body.ts";
import { articlesIn, sectionsOf, type IssueItem } from "#app/models/sections.ts";
import type { EditionArticle, IssueContent } from "#emails/render/issueContent.server.ts";

export const markerKey = "0123456789abcdef0123456789abcdef";
export const origin = "https://briefing.example.org";

export const ana = {
  name: "Ana Ruiz",
  email: "ana.ruiz@example.org",
  unsubscribeUrl: `${origin}/unsubscribe/AbCdEfGh0123456789`,
  preferencesUrl: `${origin}/reader/IjKlMnOp0123456789`,
  shareUrl: `${origin}/with/QrStUvWx0123456789`,
};

export function paragraph(text: string): Block {
  return { type: "paragraph", content: text ? [{ type: "text", text }] : [] };
}

export function body(...content: Block[]): Body {
  return { type: "doc", content };
}

const photograph = {
  url: `${origin}/images/00112233445566778899aabbccddeeff.jpg`,
  width: 1200,
  height: 675,
  alt: "Driverless straddle carriers under floodlights at the quay",
  credit: "Photo: Port of Trieste",
};

type Changes = Partial<IssueContent> & { articles?: EditionArticle[] };

/** An issue, with its articles at hand. */
type Sample = IssueContent & { articles: EditionArticle[] };

/** A realistic issue of four articles. */
export function content({ articles, ...changes }: Changes = {}): Sample {
  const issue = {
    briefing: {
      name: "The Robotics Briefing",
      pitch:
        "Weekly intelligence on automation, regulation and investment trends, for operators, researchers and policy leaders.",
      postalAddress: "The Robotics Briefing\n12 rue des Écoles\n75005 Paris, France",
      language: "en",
      url: origin,
    },
    number: 12,
    date: Date.UTC(2026, 10, 23, 6, 0),
    timeZone: "Europe/Paris",
    subject: "The night shift goes driverless",
    preheader: "Three ports hand their night shift to machines, and the insurers follow.",
    intro: body(
      paragraph(
        "Three European ports now move containers after dark without a driver in sight. What the night shift taught them about cost, and what the insurers made of it, opens this week’s briefing.",
      ),
      {
        type: "paragraph",
        content: [
          { type: "text", text: "Also below: Brussels narrows its machine rules, and " },
          {
            type: "text",
            text: "a chart worth keeping",
            marks: [{ type: "link", attrs: { href: "https://data.example.com/chart" } }],
          },
          { type: "text", text: "." },
        ],
      },
    ),
    outro: emptyBody,
    ...changes,
    sections: changes.sections ?? sectionsOf({ articles: articles ?? fourArticles() }),
  };
  return { ...issue, articles: articlesIn(issue.sections) };
}

function fourArticles(): EditionArticle[] {
  return [
    article({
      slug: "ports",
      headline: "Three ports hand the night shift to machines",
      topics: ["Logistics", "Labour"],
      minutes: 6,
    }),
    article({
      slug: "rules",
      headline: "Brussels narrows its machine rules to what moves among people",
      dek: "The revised annex drops fenced cells and keeps mobile manipulators. Integrators gain eighteen months; makers of shared-space robots gain a deadline.",
      topics: ["Regulation"],
      byline: "Jonas Weber",
      image: null,
      minutes: 4,
    }),
    article({
      slug: "money",
      headline: "Where the robot money went in the third quarter",
      dek: "Grippers and perception took two thirds of the rounds, humanoids most of the headlines. A table of the forty largest.",
      topics: ["Investment"],
      byline: "Mei Tanaka",
      image: {
        ...photograph,
        alt: "Bars: funding by kind of robot, third quarter",
        credit: "Chart: The Robotics Briefing",
      },
      minutes: 5,
    }),
    article({
      slug: "hands",
      headline: "A hand that feels slip before it happens",
      dek: "Researchers in Delft read the sound of a fingertip to catch a glass before it falls, at a tenth of the price of a tactile skin.",
      topics: ["Research"],
      byline: "Priya Nair",
      image: null,
      minutes: 3,
    }),
  ];
}

export function article(changes: Partial<EditionArticle> & { slug: string }): EditionArticle {
  return {
    url: `${origin}/articles/${changes.slug}`,
    headline: "An article",
    dek: "Algeciras, Gdańsk and Trieste report fewer injuries and a third lower energy use per box. The harder gain was in the timetable: the machines made the trains punctual.",
    byline: "Lucía Ferrer",
    topics: [],
    minutes: 4,
    image: photograph,
    display: "summary",
    body: body(
      paragraph("At ten in the evening the gates of Pier VII close, and nobody drives until six. The cranes work on."),
      { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "What the night costs" }] },
      {
        type: "paragraph",
        content: [
          { type: "text", text: "The port’s own ledger, " },
          {
            type: "text",
            text: "published",
            marks: [{ type: "link", attrs: { href: "https://port.example.com/ledger" } }],
          },
          {
            type: "text",
            text: " in October",
            marks: [{ type: "link", attrs: { href: "https://port.example.com/ledger" } }, { type: "bold" }],
          },
          { type: "text", text: ", counts energy, maintenance and the insurance premium." },
        ],
      },
      {
        type: "bulletList",
        content: [
          { type: "listItem", content: [paragraph("Energy per box fell by a third.")] },
          { type: "listItem", content: [paragraph("Injuries at night fell to none in nine months.")] },
        ],
      },
      { type: "heading", attrs: { level: 3 }, content: [{ type: "text", text: "The premium" }] },
      { type: "blockquote", content: [paragraph("“We insure the timetable now, not the driver.”")] },
      {
        type: "image",
        attrs: {
          src: "/images/ffeeddccbbaa99887766554433221100.png",
          alt: "Energy per box, by month",
          width: 1000,
          height: 600,
        },
      },
      { type: "horizontalRule" },
      {
        type: "orderedList",
        attrs: { start: 3 },
        content: [
          { type: "listItem", content: [paragraph("Third step.")] },
          { type: "listItem", content: [paragraph("Fourth step.")] },
        ],
      },
    ),
    sources: [
      { title: "Port of Trieste, night ledger 2026", url: "https://port.example.com/ledger" },
      { title: "European Agency for Safety at Work, bulletin 9", url: "https://agency.example.com/9" },
    ],
    ...changes,
  };
}

/** The same in Arabic, right to left. */
export function arabic(changes: Changes = {}): Sample {
  const issue = content();
  return content({
    ...issue,
    briefing: {
      ...issue.briefing,
      name: "نشرة الروبوتات",
      pitch: "معلومات أسبوعية عن الأتمتة والتنظيم والاستثمار",
      language: "ar",
    },
    subject: "الموانئ تسلّم نوبة الليل للآلات",
    preheader: "ثلاثة موانئ أوروبية تعمل ليلاً بلا سائقين",
    intro: body(paragraph("تحرّك ثلاثة موانئ أوروبية الحاويات بعد حلول الظلام دون سائق واحد.")),
    articles: [
      article({
        slug: "ports",
        headline: "ثلاثة موانئ تسلّم الليل للآلات",
        dek: "انخفاض الإصابات والطاقة لكل حاوية.",
        topics: ["لوجستيات"],
        byline: "ليلى حداد",
        display: "full",
        sources: [],
        body: body(
          paragraph("تُغلق البوابات في العاشرة مساءً."),
          { type: "blockquote", content: [paragraph("نؤمّن الجدول لا السائق.")] },
          { type: "bulletList", content: [{ type: "listItem", content: [paragraph("انخفضت الطاقة بمقدار الثلث.")] }] },
        ),
      }),
    ],
    sections: undefined,
    ...changes,
  });
}

const inBrief: IssueItem[] = [
  {
    kind: "item",
    text: "Rotterdam orders forty electric carriers.",
    url: "https://ports.example.com/40",
    source: "Ports Daily",
  },
  { kind: "item", text: "A standard for robot lifts is out for comment until May.", url: "", source: "" },
];

/** The four articles in four sections, with items, texts and an end. */
export function sectioned(changes: Changes = {}): Sample {
  const [ports, rules, money, hands] = fourArticles().map((one) => ({ kind: "article" as const, ...one }));
  const section = { text: emptyBody, rule: null };
  return content({
    sections: [
      { ...section, heading: "", pieces: [{ ...ports!, display: "full" }] },
      {
        ...{ heading: "In brief", rule: null },
        text: body(paragraph("What else moved this week, in a line each.")),
        pieces: [...inBrief, { ...rules!, display: "headline" }, { ...hands!, display: "headline" }],
      },
      {
        ...section,
        heading: "Numbers",
        pieces: [money!, { ...inBrief[0]!, text: "40: carriers that Rotterdam ordered" }],
      },
      { ...section, heading: "From the archive", pieces: [{ ...hands!, slug: "old", display: "full", image: null }] },
    ],
    outro: body(paragraph("That was the week. Write to us about what we missed.")),
    ...changes,
  });
}

/** The same in Arabic, with a Latin heading among them. */
export function arabicSectioned(): Sample {
  const { briefing, subject, preheader, intro, articles } = arabic();
  const lead = { kind: "article" as const, ...articles[0]! };
  const short = { ...lead, display: "headline" as const };
  return content({
    ...{ briefing, subject, preheader, intro },
    sections: [
      { heading: "الموضوع الرئيسي", text: emptyBody, rule: null, pieces: [lead] },
      {
        ...{ heading: "باختصار", rule: null },
        text: body(paragraph("ما حدث أيضاً هذا الأسبوع.")),
        pieces: [
          {
            kind: "item",
            text: "روتردام تطلب أربعين ناقلة كهربائية.",
            url: "https://ports.example.com/40",
            source: "Ports Daily",
          },
          { kind: "item", text: "مسودة معيار للمصاعد مفتوحة للتعليق.", url: "", source: "" },
          short,
          short,
        ],
      },
      { heading: "Numbers", text: emptyBody, rule: null, pieces: [{ ...lead, display: "summary" }] },
    ],
    outro: body(paragraph("كان هذا أسبوعنا.")),
  });
}
