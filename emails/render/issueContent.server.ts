import type { Body } from "#app/models/body.ts";

/** The whole content of an issue; `url` of the briefing is APP_URL's origin, times are milliseconds. */
export type IssueContent = {
  briefing: { name: string; pitch: string; postalAddress: string; language: string; url: string };
  number: number;
  date: number;
  timeZone: string;
  subject: string;
  preheader: string;
  intro: Body;
  articles: EditionArticle[];
};

export type EditionArticle = {
  slug: string;
  url: string;
  headline: string;
  dek: string;
  byline: string;
  topics: string[];
  minutes: number;
  image: { url: string; width: number; height: number; alt: string; credit: string } | null;
  display: "summary" | "full";
  body: Body;
  sources: { title: string; url: string }[];
};
