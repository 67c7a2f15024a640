import { createContext } from "react";

/** What every page that readers see needs of the briefing. */
export type Site = {
  name: string;
  pitch: string;
  language: string;
  timeZone: string;
  /** What the sign-up form says, and what it sends back to say so. */
  consent: string;
  wording?: string;
};

export const SiteContext = createContext<Site>({ name: "", pitch: "", language: "en", timeZone: "UTC", consent: "" });
