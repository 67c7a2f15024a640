import { useContext } from "react";
import { SiteContext } from "#app/components/ui/Site.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { dayIn, momentIn } from "#app/i18n/dates.ts";
import type { Messages } from "#app/i18n/messages.ts";
import type { ConsentEvent } from "#app/models/consent/record.server.ts";
import { byReader } from "#app/models/joinSources.ts";
import { agreementOf, consentStep, type StepDetail } from "#app/models/consent/steps.ts";

/** A reader's consent, choices and endings, oldest first, with the texts that they were shown. */
export function ConsentChain({ events }: { events: ConsentEvent[] }) {
  const words = useWords();
  return (
    <section aria-labelledby="consent-chain">
      <h2 id="consent-chain" className="font-serif text-2xl leading-tight font-semibold">
        {words("consent.title")}
      </h2>
      <p className="mt-3 text-muted">{words(events.length > 0 ? "consent.about" : "consent.none")}</p>
      <ol className="mt-6 space-y-6">
        {events.map((event) => (
          <Receipt key={event.seq} event={event} />
        ))}
      </ol>
    </section>
  );
}

function Receipt({ event }: { event: ConsentEvent }) {
  const words = useWords();
  const spell = useMoments();
  const { kind, list, wording, version, detail, letter, address, ip, tracesUntil, tracesErased } = event;
  const step = consentStep(kind);
  return (
    <li className="border-s-2 border-rule ps-4">
      <p>
        <span className="font-semibold">{step ? words(`consent.kinds.${step.name}`) : kind}</span>
        {list && (
          <>
            {" · "}
            <bdi>{list}</bdi>
          </>
        )}
      </p>
      <div className="mt-1 space-y-1 text-[0.9375rem] leading-relaxed text-muted">
        <p>
          <time dateTime={new Date(event.at).toISOString()}>{spell(event.at)}</time>
        </p>
        {wording && (
          <p className="text-ink">{words(`consent.${step?.wording ?? "shown"}`, { text: apart(wording) })}</p>
        )}
        {version !== null && <p>{words("consent.version", { version })}</p>}
        <ChosenThen as={step?.detail ?? "text"} detail={detail} />
        <Way source={event.source} />
        {letter && <p>{words("consent.mail", { when: spell(letter.at) })}</p>}
        {address && <p className="break-words">{words("consent.address", { address: apart(address) })}</p>}
        {ip && tracesUntil !== null && (
          <p>{words("consent.from", { ip: apart(ip), when: spell(tracesUntil, "day") })}</p>
        )}
        {tracesErased && <p>{words("consent.fromErased")}</p>}
        <p className="text-sm">
          {words("consent.receipt", { number: event.seq })}{" "}
          <code dir="ltr" title={event.hash}>
            {event.hash.slice(0, 16)}…
          </code>
        </p>
      </div>
    </li>
  );
}

/** A step's detail in the reader's language, where we have a text for it. */
function ChosenThen({ as, detail }: { as: StepDetail; detail: string | null }) {
  const words = useWords();
  const spell = useMoments();
  const text = detailViews[as](detail, words, (at) => spell(at, "day"));
  return text && <p>{text}</p>;
}

type DetailView = (detail: string | null, words: Messages, day: (at: number) => string) => string | null;

const chosen: DetailView = (detail, words) => (detail ? words("consent.chosen", { detail: apart(detail) }) : null);
/** The time at which something happened elsewhere; nothing where that is not known. */
const then =
  (key: "consent.agreedThen" | "consent.leftThen"): DetailView =>
  (detail, words, day) => {
    const at = Date.parse(detail ?? "");
    return Number.isNaN(at) ? null : words(key, { when: day(at) });
  };

const detailViews: Record<StepDetail, DetailView> = {
  text: chosen,
  frequency: (detail, words, day) =>
    chosen(words(detail === "monthly" ? "reader.lists.monthly" : "reader.lists.every"), words, day),
  topics: (detail, words, day) => chosen(detail || words("reader.held.topicsNone"), words, day),
  "paused-until": (detail, words, day) => {
    const until = Date.parse(detail ?? "");
    return chosen(Number.isNaN(until) ? detail : day(until), words, day);
  },
  "agreed-at": (detail, ...rest) => {
    const { agreed, form } = agreementOf(detail ?? "");
    const when = then("consent.agreedThen")(agreed, ...rest);
    return [when, form && apart(form)].filter(Boolean).join(" · ") || null;
  },
  "left-at": then("consent.leftThen"),
};

/** Sources are stored as codes; a reader sees a description, without the operator's name. */
function Way({ source }: { source: string }) {
  const words = useWords();
  if (source === "" || source === "unknown") return <p>{words("consent.ways.unknown")}</p>;
  if (source.startsWith("/")) return <p>{words("consent.ways.page", { path: apart(source) })}</p>;
  if (/^(operator|let go)\b/.test(source)) return <p>{words("consent.ways.staff")}</p>;
  if (/^import\b/.test(source)) return <p>{words("consent.ways.import")}</p>;
  if (source === byReader) return <p>{words("consent.ways.reader")}</p>;
  if (source === "confirmation page") return <p>{words("consent.ways.confirmPage")}</p>;
  if (source === "page") return <p>{words("consent.ways.leavePage")}</p>;
  if (source === "reader’s page") return <p>{words("consent.ways.ownPage")}</p>;
  if (source === "change of address") return <p>{words("consent.ways.addressPage")}</p>;
  if (source === "mail") return <p>{words("consent.ways.mail")}</p>;
  if (source === "complaint") return <p>{words("consent.ways.complaint")}</p>;
  if (source === "one-click") return <p>{words("consent.ways.oneClick")}</p>;
  return <p>{words("consent.ways.other", { source: apart(source) })}</p>;
}

/** Isolates a value of another direction inside a sentence (Unicode's isolates). */
function apart(value: string): string {
  return `\u2068${value}\u2069`;
}

function useMoments() {
  const { language, timeZone } = useContext(SiteContext);
  return (at: number, to: "day" | "minute" = "minute") => (to === "day" ? dayIn : momentIn)(language, at, timeZone);
}
