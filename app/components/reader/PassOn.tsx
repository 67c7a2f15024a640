import { useContext } from "react";
import { SiteContext } from "#app/components/ui/SiteContext.ts";
import { useWords } from "#app/components/ui/Words.tsx";
import type { ShareLink } from "#app/models/readers/referrals.server.ts";
import { About, Section } from "./Section.tsx";

/** A reader's personal link to pass on, and how many came by it. */
export function PassOn({ url, came }: ShareLink) {
  const words = useWords();
  return (
    <Section id="share" title={words("reader.share.heading")}>
      <PassOnField url={url} />
      {came > 0 && <p className="mt-4 max-w-prose leading-relaxed">{words("reader.share.came", { count: came })}</p>}
    </Section>
  );
}

/** The link, ready to be copied; it works without a script. */
export function PassOnField({ url }: { url: string }) {
  const words = useWords();
  const { name } = useContext(SiteContext);
  return (
    <>
      <About>{words("reader.share.about", { briefing: name })}</About>
      <label className="mt-4 block text-[0.9375rem] font-semibold" htmlFor="share-link">
        {words("reader.share.link")}
      </label>
      <input id="share-link" className="field mt-2" type="url" readOnly dir="ltr" value={url} />
      <p className="mt-2 text-sm leading-relaxed text-muted">{words("reader.share.hidden")}</p>
    </>
  );
}
