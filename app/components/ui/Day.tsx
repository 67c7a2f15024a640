import { useContext } from "react";
import { dayIn } from "#app/i18n/dates.ts";
import { SiteContext } from "./SiteContext.ts";

/** A date in the briefing's language and time zone. */
export function Day({ at }: { at: number }) {
  const { language, timeZone } = useContext(SiteContext);
  return <time dateTime={new Date(at).toISOString()}>{dayIn(language, at, timeZone)}</time>;
}
