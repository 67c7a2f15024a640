import { useContext } from "react";
import { localeOf } from "#words/languages.ts";
import { SiteContext } from "./SiteContext.ts";

/** A date as readers of the briefing say it, in its time zone. */
export function Day({ at }: { at: number }) {
  const { language, timeZone } = useContext(SiteContext);
  const words = new Intl.DateTimeFormat(localeOf(language), { dateStyle: "long", timeZone }).format(at);
  return <time dateTime={new Date(at).toISOString()}>{words}</time>;
}
