import { createContext } from "react";

/** The briefing's data that every public page needs. */
export type Site = {
  name: string;
  pitch: string;
  language: string;
  timeZone: string;
  /** The wording of the sign-up form, and the key that it sends back. */
  consent: string;
  wording?: string;
};

export const SiteContext = createContext<Site>({ name: "", pitch: "", language: "en", timeZone: "UTC", consent: "" });
