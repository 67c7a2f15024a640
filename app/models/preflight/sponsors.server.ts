import { flatten, type Body } from "#app/models/body.ts";
import type { SponsorAttrs } from "#app/models/boxes.ts";
import { fieldMoment } from "#app/models/dates.server.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import { linesIn } from "#app/models/sections.ts";
import { unmarkedText } from "#app/models/marks.ts";
import type { Found, IssueCheck, PreflightFacts } from "./check.server.ts";
import { itemSpot, named, type FindingSpot } from "./spots.server.ts";

/** Checks of what is paid for, in any text of the issue. */
export const sponsorChecks = {
  "unnamed-sponsor": inEachText("Every advertisement says who pays for it.", ({ body }) =>
    sponsorsIn(body).some(({ name }) => name.trim() === "") ? ["An advertisement does not say who pays for it"] : [],
  ),
  "sponsor-days": inEachText("Every advertisement goes out on a day that is paid for.", ({ body }, facts) => {
    const { departure, now, briefing } = facts;
    const day = fieldMoment(departure.at ?? now, briefing.timeZone).slice(0, 10);
    return sponsorsIn(body).flatMap((sponsor) => daysSentence(sponsor, day) ?? []);
  }),
  "unmarked-sponsor": inEachText("What is paid for stands in an advertisement.", ({ lines }) =>
    lines
      .filter((line) => paidFor.test(line))
      .slice(0, 1)
      .map((line) => `“${shortened(line)}” seems to be paid for, and does not stand in an advertisement`),
  ),
} satisfies Record<string, IssueCheck>;

/** Words that say at the beginning of a line that it is paid for, in every language that we have. */
const paidFor =
  /^[\s[(]*(?:advertisement|advertorial|sponsored|paid (?:content|post|partnership)|in partnership with|anzeige|werbung|gesponsert|publicité|publi-?rédactionnel|sponsorisé|contenido patrocinado|patrocinado|publicidad|إعلان|محتوى مدفوع)(?!\p{L})/iu;

type IssueText = { at: FindingSpot; body: Body; lines: string[] };

/** @param find sentences about one text without their end: where it stands is put behind */
function inEachText(asks: string, find: (text: IssueText, facts: PreflightFacts) => string[]): IssueCheck {
  return {
    place: "pieces",
    level: "advisory",
    asks,
    find: (facts) =>
      textsOf(facts.issue).flatMap((text) =>
        find(text, facts).map((why): Found => ({ at: text.at, why: `${why}, in ${named(text.at)}.` })),
      ),
  };
}

function textsOf({ intro, sections, outro }: Issue): IssueText[] {
  return [
    textAt({ kind: "intro" }, intro),
    ...sections.flatMap(({ heading, text, pieces }, i) => [
      textAt({ kind: "section", id: i + 1, words: heading }, text, heading),
      ...pieces.map((piece, at) =>
        piece.kind !== "article"
          ? { at: itemSpot(i, at, piece), body: nothing, lines: linesIn(piece) }
          : textAt({ kind: "article", id: piece.id, words: piece.headline }, piece.body, piece.headline),
      ),
    ]),
    textAt({ kind: "outro" }, outro),
  ];
}

const nothing: Body = { type: "doc", content: [] };

/** A headline that says it goes without an advertisement in its text alone. */
function textAt(at: FindingSpot, body: Body, headline = ""): IssueText {
  const lines = flatten(body.content ?? [], (block) => (block.type === "sponsor" ? [] : null)).flatMap((block) =>
    block.type === "paragraph" || block.type === "heading" ? [unmarkedText(block.content ?? [], " ")] : [],
  );
  return { at, body, lines: sponsorsIn(body).length > 0 ? lines : [headline, ...lines] };
}

function sponsorsIn({ content = [] }: Body): SponsorAttrs[] {
  const found: SponsorAttrs[] = [];
  flatten(content, (block) => {
    if (block.type === "sponsor") found.push(block.attrs);
    return null;
  });
  return found;
}

/** @param day like `2026-11-30`, on which it goes out */
function daysSentence({ name, from = "", until = "" }: SponsorAttrs, day: string): string | null {
  const whose = name.trim() ? `The advertisement of ${name.trim()}` : "An advertisement";
  if (from && until && until < from) return `${whose} ends on ${inWords(until)}, before it begins`;
  if (from && day < from)
    return `${whose} is paid for from ${inWords(from)} on, and the issue goes out on ${inWords(day)}`;
  return until && day > until
    ? `${whose} was paid for until ${inWords(until)}, and the issue goes out on ${inWords(day)}`
    : null;
}

function inWords(day: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(Date.parse(day));
}

function shortened(line: string): string {
  return line.length > 60 ? `${line.slice(0, 58).trimEnd().toWellFormed()}…` : line.trim();
}
