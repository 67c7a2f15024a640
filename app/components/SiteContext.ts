import { createContext } from "react";

/** What every page that readers see needs of the briefing; `consent` is the wording at the sign-up form. */
export type Site = { name: string; pitch: string; language: string; timeZone: string; consent: string };

export const SiteContext = createContext<Site>({ name: "", pitch: "", language: "en", timeZone: "UTC", consent: "" });
