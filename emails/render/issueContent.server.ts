import type { Body } from "#app/models/body.ts";
import type { SectionsOf } from "#app/models/sections.ts";

/** The whole content of an issue; `url` of the briefing is APP_URL's origin, times are milliseconds. */
export type IssueContent = {
  briefing: { name: string; pitch: string; postalAddress: string; language: string; url: string };
  number: number;
  date: number;
  timeZone: string;
  subject: string;
  preheader: string;
  intro: Body;
  sections: EditionSection[];
  outro: Body;
  growth?: GrowthLines;
  /** True for an issue to readers of whom nobody noticed anything: it asks whether they want to stay. */
  asksToStay?: boolean;
  /** The number of its question whether all of it was useful. */
  asks?: number;
};

/** The lines by which a mail finds more readers: for those to whom it was forwarded, and a reader’s own link to pass on. */
export type GrowthLines = { forwarded: boolean; share: boolean };

/** A section as readers see it; its rule is none of theirs. */
export type EditionSection = SectionsOf<EditionArticle>[number];

export type EditionArticle = {
  slug: string;
  url: string;
  headline: string;
  dek: string;
  byline: string;
  topics: string[];
  minutes: number;
  /** `focus`: what the card on the site keeps in sight, like `30,70`. */
  image: { url: string; width: number; height: number; alt: string; credit: string; focus?: string } | null;
  display: "summary" | "full" | "headline";
  body: Body;
  sources: { title: string; url: string }[];
  /** Like `de`, where it is not the briefing's. */
  language?: string;
  /** The number of the question whether it was useful. */
  asks?: number;
};
