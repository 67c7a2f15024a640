import { useContext } from "react";
import { SiteContext } from "./Site.tsx";

/** A date as readers of the briefing say it, in its time zone. */
export function Day({ at }: { at: number }) {
  const { language, timeZone } = useContext(SiteContext);
  const words = new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone }).format(at);
  return <time dateTime={new Date(at).toISOString()}>{words}</time>;
}
