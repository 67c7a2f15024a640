import { emptySection, type IssueItem, type IssuePoll, type SectionRule } from "#app/models/sections.ts";
import type { Body } from "#app/models/body.ts";
import type { ArticleChoice } from "#app/models/issues/editing.server.ts";
import {
  insertPiece,
  insertSection,
  movePiece,
  moveSection,
  placeOf,
  placesIn,
  removePiece,
  removeSection,
  type PiecePlace,
} from "#app/models/issues/arrangement.ts";
import { pieceName, sectionName, type DraftPiece, type DraftSection } from "./draft.ts";

/** A piece or section that was taken out and can be brought back. */
export type TakenOut = { words: string; bringBack: () => void };

type ArrangerWork = {
  /** The sections as they are at this moment. */
  read: () => DraftSection[];
  write: (sections: DraftSection[]) => void;
  /** Says it to those who do not see it. */
  say: (words: string) => void;
  /** Gives the focus to the part of the page with this key, when it is there. */
  focus: (key: string) => void;
  offer: (taken: TakenOut | null) => void;
};

/** All that an editor does with sections and pieces. It is one object for as long as the page is open, so rows can be kept. */
export class Arranger {
  private readonly work: ArrangerWork;
  private made = 0;

  constructor(work: ArrangerWork) {
    this.work = work;
  }

  get sections(): DraftSection[] {
    return this.work.read();
  }

  placeOf(key: string): PiecePlace | null {
    return placeOf(this.sections, (piece) => piece.key === key);
  }

  /** Moves a piece by one of the moves of `arrangement`, and says where it went. */
  move(key: string, way: (sections: DraftSection[], from: PiecePlace) => DraftSection[]): void {
    const from = this.placeOf(key);
    if (!from) return;
    const before = this.sections;
    const next = way(before, from);
    const to = placeOf(next, (piece) => piece.key === key)!;
    this.work.focus(key);
    const name = `“${pieceName(before[from.section]!.pieces[from.index]!)}”`;
    if (to.section === from.section && to.index === from.index) return this.work.say(`${name} stays where it is.`);
    this.work.write(next);
    const section = next[to.section]!;
    const within = next.length > 1 ? ` in “${sectionName(section, to.section)}”` : "";
    this.work.say(`${name} moved to place ${to.index + 1} of ${section.pieces.length}${within}.`);
  }

  changePiece(key: string, part: Partial<IssueItem> | Partial<IssuePoll> | { display: ArticlePiece["display"] }): void {
    this.work.write(
      this.sections.map((section) =>
        section.pieces.some((piece) => piece.key === key)
          ? { ...section, pieces: section.pieces.map((one) => (one.key === key ? changed(one, part) : one)) }
          : section,
      ),
    );
  }

  /** Takes a piece out, and offers to bring it back where it stood. */
  takeOut(key: string): void {
    const place = this.placeOf(key);
    if (!place) return;
    const { section, index } = place;
    const { key: sectionKey, pieces } = this.sections[section]!;
    const piece = pieces[index]!;
    this.work.write(removePiece(this.sections, place));
    this.work.focus((pieces[index + 1] ?? pieces[index - 1])?.key ?? sectionKey);
    const words = `“${pieceName(piece)}” is taken out.`;
    this.work.say(`${words} Undo is below the sections.`);
    this.offer(words, () => {
      const at = this.indexOf(sectionKey);
      if (!this.placeOf(key)) this.work.write(insertPiece(this.sections, piece, { section: Math.max(0, at), index }));
      this.work.focus(key);
    });
  }

  /** Adds articles at the end of a section, without those that stand in the issue. */
  addArticles(sectionKey: string, choices: ArticleChoice[]): void {
    const added = choices.filter(({ id }) => !this.placeOf(`a${id}`));
    for (const choice of added)
      this.add(sectionKey, { kind: "article", ...choice, display: "summary", key: `a${choice.id}` });
    const at = this.indexOf(sectionKey);
    const words = added.length === 1 ? `“${added[0]!.headline}” added` : `${added.length} articles added`;
    this.work.say(`${words} to “${sectionName(this.sections[at]!, at)}”.`);
  }

  addItem(sectionKey: string): void {
    const key = this.newKey("i");
    this.add(sectionKey, { kind: "item", text: "", url: "", source: "", key });
    this.work.focus(key);
  }

  addPoll(sectionKey: string): void {
    const key = this.newKey("i");
    this.add(sectionKey, { kind: "poll", question: "", answers: ["", ""], days: 7, shown: true, key });
    this.work.focus(key);
  }

  private add(sectionKey: string, piece: DraftPiece): void {
    this.work.write(insertPiece(this.sections, piece, { section: this.indexOf(sectionKey), index: Infinity }));
  }

  changeSection(key: string, part: { heading?: string; text?: Body; rule?: SectionRule | null }): void {
    this.work.write(this.sections.map((section) => (section.key === key ? { ...section, ...part } : section)));
  }

  addSection(heading = ""): void {
    const key = this.newKey("n");
    this.work.write(insertSection(this.sections, { ...emptySection(), heading, key }, this.sections.length));
    this.work.focus(key);
    this.work.say(`A section is added at the end. There are ${this.sections.length}.`);
  }

  moveSection(key: string, by: number): void {
    const from = this.indexOf(key);
    this.work.write(moveSection(this.sections, from, from + by));
    this.work.focus(key);
    const at = this.indexOf(key);
    this.work.say(`“${sectionName(this.sections[at]!, at)}” is section ${at + 1} of ${this.sections.length} now.`);
  }

  /** Removes a section, whose pieces go to the one beside, and offers to bring it back with them. */
  removeSection(key: string): void {
    const at = this.indexOf(key);
    const gone = this.sections[at];
    if (!gone || this.sections.length === 1) return;
    const beside = this.sections[at === 0 ? 1 : at - 1]!;
    this.work.write(removeSection(this.sections, at));
    this.work.focus(beside.key);
    const stay =
      gone.pieces.length > 0 ? ` What stood in it is in “${sectionName(beside, at === 0 ? 0 : at - 1)}”.` : "";
    const words = `“${sectionName(gone, at)}” is removed.${stay}`;
    this.work.say(`${words} Undo is below the sections.`);
    this.offer(words, () => {
      const again = insertSection(this.sections, { ...gone, pieces: [] }, Math.min(at, this.sections.length));
      this.work.write(gone.pieces.reduce((sections, { key }) => broughtTo(sections, key, gone.key), again));
      this.work.focus(gone.key);
    });
  }

  private offer(words: string, back: () => void): void {
    this.work.offer({
      words,
      bringBack: () => {
        this.work.offer(null);
        back();
        this.work.say("It is back.");
      },
    });
  }

  private indexOf(key: string): number {
    return this.sections.findIndex((section) => section.key === key);
  }

  private newKey(kind: "i" | "n"): string {
    this.made += 1;
    return `${kind}${Date.now().toString(36)}-${this.made}`;
  }
}

type ArticlePiece = Extract<DraftPiece, { kind: "article" }>;

function changed(piece: DraftPiece, part: object): DraftPiece {
  return { ...piece, ...part };
}

/** Returns sections with a piece at the end of a section, if it is still there. */
function broughtTo(sections: DraftSection[], key: string, sectionKey: string): DraftSection[] {
  const from = placeOf(sections, (piece) => piece.key === key);
  const section = sections.findIndex((one) => one.key === sectionKey);
  return from ? movePiece(sections, from, { section, index: Infinity }) : sections;
}

/** Returns how many pieces stand in sections. */
export function countPieces(sections: DraftSection[]): number {
  return placesIn(sections).length;
}
