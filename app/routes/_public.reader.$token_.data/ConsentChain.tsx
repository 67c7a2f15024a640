import { useContext } from "react";
import { SiteContext } from "#app/components/ui/Site.tsx";
import { useWords } from "#app/components/ui/Words.tsx";
import { dayIn, momentIn } from "#app/i18n/dates.ts";
import type { ConsentEvent } from "#app/models/consent/record.server.ts";

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
  const known = kindKeys[kind];
  const shown = kind === "imported" ? "consent.declared" : "consent.shown";
  return (
    <li className="border-s-2 border-rule ps-4">
      <p>
        <span className="font-semibold">{known ? words(known) : kind}</span>
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
        {wording && <p className="text-ink">{words(shown, { text: apart(wording) })}</p>}
        {version !== null && <p>{words("consent.version", { version })}</p>}
        <ChosenThen kind={kind} detail={detail} />
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

const kindKeys = {
  "signed-up": "consent.kinds.signedUp",
  confirmed: "consent.kinds.confirmed",
  imported: "consent.kinds.imported",
  ended: "consent.kinds.ended",
  undone: "consent.kinds.undone",
  paused: "consent.kinds.paused",
  resumed: "consent.kinds.resumed",
  "frequency-changed": "consent.kinds.frequencyChanged",
  "topics-changed": "consent.kinds.topicsChanged",
  "name-changed": "consent.kinds.nameChanged",
  "address-changed": "consent.kinds.addressChanged",
  erased: "consent.kinds.erased",
} as const satisfies Record<ConsentEvent["kind"], string>;

/** The choice in the reader's language, where it is one of ours. */
function ChosenThen({ kind, detail }: Pick<ConsentEvent, "kind" | "detail">) {
  const words = useWords();
  const spell = useMoments();
  // The detail of an import is the time of the original agreement.
  const then = detail ? Date.parse(detail) : NaN;
  if (kind === "imported" || kind === "ended") {
    if (Number.isNaN(then)) return null;
    return (
      <p>{words(kind === "imported" ? "consent.agreedThen" : "consent.leftThen", { when: spell(then, "day") })}</p>
    );
  }
  const until = kind === "paused" ? then : NaN;
  const chosen =
    kind === "frequency-changed"
      ? words(detail === "monthly" ? "reader.lists.monthly" : "reader.lists.every")
      : kind === "topics-changed" && !detail
        ? words("reader.held.topicsNone")
        : Number.isNaN(until)
          ? detail
          : spell(until, "day");
  return chosen && <p>{words("consent.chosen", { detail: apart(chosen) })}</p>;
}

/** Sources are stored as codes; a reader sees a description, without the operator's name. */
function Way({ source }: { source: string }) {
  const words = useWords();
  if (source === "" || source === "unknown") return <p>{words("consent.ways.unknown")}</p>;
  if (source.startsWith("/")) return <p>{words("consent.ways.page", { path: apart(source) })}</p>;
  if (/^operator\b/.test(source)) return <p>{words("consent.ways.staff")}</p>;
  if (/^import\b/.test(source)) return <p>{words("consent.ways.import")}</p>;
  if (source === "confirmation page") return <p>{words("consent.ways.confirmPage")}</p>;
  if (source === "page") return <p>{words("consent.ways.leavePage")}</p>;
  if (source === "reader’s page") return <p>{words("consent.ways.ownPage")}</p>;
  if (source === "change of address") return <p>{words("consent.ways.addressPage")}</p>;
  if (source === "mail") return <p>{words("consent.ways.mail")}</p>;
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
