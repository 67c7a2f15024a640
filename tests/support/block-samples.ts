import { inFeed, inText, read } from "./places.ts";

/** A block as `docs/blocks.md` shows it: a name for its picture, a sentence, and its Markdown. */
type BlockSample = { key: string; name: string; says: string; markdown: string };

const picture = `https://x.example.org/images/${"0a".repeat(16)}.jpg`;

/** Of the sample of a chart, which is drawn for its picture. */
export const drawing = `https://x.example.org/images/${"0c".repeat(16)}.jpg`;

export const blockSamples: BlockSample[] = [
  {
    key: "headings",
    name: "Headings",
    says: "Three levels; one that would skip a level moves up.",
    markdown: "## The harbour\n\n### The quay\n\n#### The cranes\n\nEleven of twelve work at night.",
  },
  {
    key: "lists",
    name: "Lists and tasks",
    says: "Bullets, numbers with their first one, lists in lists; tasks are signs before their words.",
    markdown: "1. Tie up\n2. Unload\n   - by crane\n   - by hand\n\n- [x] Ask the port\n- [ ] Ask the insurers",
  },
  {
    key: "quotes",
    name: "Quotation and pull quote",
    says: "A pull quote is large and says whose words it has.",
    markdown:
      "> The sea decides, and we write it down.\n\n> [!QUOTE] Ada Quist, harbour master\n>\n> The sea decides, and we write it down.",
  },
  {
    key: "callouts",
    name: "Note, warning and key figure",
    says: "Their names are in the briefing's language. A key figure is its first paragraph.",
    markdown:
      "> [!NOTE]\n>\n> Boats are counted **twice**: when they come and when they go.\n\n> [!WARNING]\n>\n> Ice on the northern quay.\n\n> [!FIGURE]\n>\n> 12 400\n>\n> boats in the harbour this year",
  },
  {
    key: "button",
    name: "Button",
    says: "A link that nobody overlooks; Outlook draws it as a cell with a ground.",
    markdown: "[Read the report](<https://x.example.org/report>){.button}",
  },
  {
    key: "advertisement",
    name: "Advertisement",
    says: "It says so first, in the briefing's language; its links are marked as paid for, and no search has its words. The first and last day that are paid for may stand behind the name: an issue that goes out on another is warned of.",
    markdown:
      "> [!AD] Ropes & Co {from=2026-11-23 until=2026-11-29}\n>\n> Ropes for every weather, from [our shop](<https://ropes.example/>).",
  },
  {
    key: "picture",
    name: "Picture",
    says: "With a caption, a credit, a link and one of three sizes.",
    markdown: `![A crew beside a machine](${picture} "One person, five machines"){width=1280 height=720 credit="Drawing: The Robotics Briefing"}`,
  },
  {
    key: "gallery",
    name: "Gallery",
    says: "Up to four pictures side by side, cut to one shape on the page, with one caption for all.",
    markdown: `![A crew](${picture}){width=1280 height=720}\n![Its machine](${picture}){width=1280 height=720}\n{.gallery caption="A day in the field"}`,
  },
  {
    key: "table",
    name: "Table",
    says: "It scrolls by itself on the page; in plain text its columns are lined up. Numbers stay on one line.",
    markdown:
      "| Port | Boats | Freight |\n| --- | --: | --: |\n| Oslo | 12 400 | 3.4 Mt |\n| Bergen | 9 100 | 2.9 Mt |\n\n: Boats by port",
  },
  {
    key: "footnotes",
    name: "Footnotes",
    says: "Numbered by their place. On the page they and their text lead to each other; elsewhere they stand below.",
    markdown:
      "Freight rose by two per cent[^1] in a year without ice.[^2]\n\n[^1]: Port of Oslo, [yearly figures](<https://x.example.org/figures>).\n\n[^2]: The first since 2014.",
  },
  {
    key: "card",
    name: "Link as a card",
    says: "The server fetches the page once; its picture is stored here, so that no reader asks the other site.",
    markdown: `[One person, five machines](<https://video.example/watch?v=1>){.card site="Field Films" description="A day with the crew that supervises robots from a shed." image="${picture}" width=1280 height=720 video=yes}\n\n[The plan](<https://x.example.org/plan>){.card site="Port of Oslo" description="What the port will build until 2030."}`,
  },
  {
    key: "chart",
    name: "Chart",
    says: "Bars or lines from a small table, drawn by the server in the briefing's language. The table stays with them.",
    markdown: `| Port | 2025 | 2026 |\n| --- | --: | --: |\n| Oslo | 12 400 | 13 500 |\n| Bergen | 9 100 | 8 800 |\n\n: Boats by port {.chart kind=bar source="Port of Oslo" image="${drawing}" width=1200 height=306}`,
  },
  {
    key: "code",
    name: "Code and divider",
    says: "Lines of code stay as they were typed, from left to right in every language; so does `code in a line`.",
    markdown: "Start it with `npm start`:\n\n```sh\nnpm start\n```\n\n---\n\nAnd so on.",
  },
];

/** Returns `docs/blocks.md`. */
export function blocksPage(): string {
  const parts = blockSamples.map(({ key, name, says, markdown }) => {
    const body = read(markdown);
    return [
      `## ${name}`,
      says,
      fenced("markdown", markdown),
      `![On the page, in a mail, and in a mail in the dark](pictures/blocks-${key}.png)`,
      "In plain text:",
      fenced("text", inText(body).replaceAll("\u00a0", " ")),
      "In feeds:",
      fenced("html", inFeed(body).trimEnd()),
    ].join("\n\n");
  });
  return `# The blocks of a text

Each block, as Markdown has it and as readers see it. \`tests/support/draw-blocks.ts\` writes this page and draws its
pictures: \`node scripts/run.mjs tests/support/draw-blocks.ts\`, after \`npm run build\`.

${parts.join("\n\n")}
`;
}

function fenced(language: string, text: string): string {
  const fence = text.includes("```") ? "````" : "```";
  return `${fence}${language}\n${text}\n${fence}`;
}
