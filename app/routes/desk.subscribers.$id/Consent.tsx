import { Time } from "#app/components/desk/Time.tsx";
import type { ConsentEvent } from "#app/models/consent/record.server.ts";
import { agreementOf, consentStep, type StepDetail } from "#app/models/consent/steps.ts";

/** The receipts of one reader, oldest first. */
export function Consent({ events, timeZone }: { events: ConsentEvent[]; timeZone: string }) {
  if (events.length === 0) return <p className="text-muted">Nothing is recorded.</p>;
  return (
    <ol className="space-y-4">
      {events.map((event) => (
        <Receipt key={event.seq} event={event} timeZone={timeZone} />
      ))}
    </ol>
  );
}

/** The words before a detail, and whether the detail is a time. */
const detailWords: Record<StepDetail, { before: string; isTime: boolean }> = {
  text: { before: "Chosen", isTime: false },
  frequency: { before: "Chosen", isTime: false },
  topics: { before: "Chosen", isTime: false },
  "paused-until": { before: "Chosen", isTime: true },
  "agreed-at": { before: "They had agreed", isTime: true },
  "left-at": { before: "They had left", isTime: true },
};

function Receipt({ event, timeZone }: { event: ConsentEvent; timeZone: string }) {
  const { kind, list, wording, version, language, detail, source, at, letter, address, name, seq, hash } = event;
  const step = consentStep(kind);
  const said = step?.wording === "declared" ? "It was declared" : "They were shown";
  const { before, isTime } = detailWords[step?.detail ?? "text"];
  return (
    <li className="border-l-2 border-rule pl-4">
      <p>
        <span className="font-medium">{step?.desk ?? kind}</span>{" "}
        <span className="text-muted">
          {list && `“${list}”, `}
          <Time at={at} timeZone={timeZone} />
        </span>
      </p>
      {detail && (
        <p className="mt-1 text-sm">
          {step?.detail === "agreed-at" ? (
            <AgreedThere detail={detail} timeZone={timeZone} />
          ) : (
            <>
              {before}: {isTime ? <Time at={Date.parse(detail)} timeZone={timeZone} /> : detail}
            </>
          )}
        </p>
      )}
      {wording && (
        <p className="mt-1 text-sm">
          {said}: “{wording}”{version && ` (version ${version}, ${language})`}
        </p>
      )}
      <p className="mt-1 text-sm text-muted">
        By way of: {source || "not recorded"}
        {letter && (
          <>
            , in answer to the mail of <Time at={letter.at} timeZone={timeZone} />
          </>
        )}
      </p>
      {address && (
        <p className="mt-1 text-sm break-all text-muted">
          As: {address}
          {name && `, ${name}`}
        </p>
      )}
      <Traces event={event} timeZone={timeZone} />
      <p className="mt-1 text-xs text-muted">
        Receipt {seq}, <span className="font-mono">{hash.slice(0, 16)}…</span>
      </p>
    </li>
  );
}

function Traces({ event, timeZone }: { event: ConsentEvent; timeZone: string }) {
  const { ip, userAgent, tracesUntil, tracesErased } = event;
  if (tracesErased) return <p className="mt-1 text-sm text-muted">IP address and browser: erased.</p>;
  if (tracesUntil === null) return null;
  return (
    <p className="mt-1 text-sm break-words text-muted">
      From: {[ip, userAgent].filter(Boolean).join(", ")}; erased after{" "}
      <Time at={tracesUntil} timeZone={timeZone} dateOnly />
    </p>
  );
}

/** The former service's own evidence: when they agreed and asked, and by which form. */
function AgreedThere({ detail, timeZone }: { detail: string; timeZone: string }) {
  const { agreed, asked, form } = agreementOf(detail);
  const { before } = detailWords["agreed-at"];
  return (
    <>
      {agreed && (
        <span className="block">
          {before}: <Time at={Date.parse(agreed)} timeZone={timeZone} />
        </span>
      )}
      {asked && (
        <span className="block">
          Asked for it there: <Time at={Date.parse(asked)} timeZone={timeZone} />
        </span>
      )}
      {form && (
        <span className="block">
          Form or source there: <bdi>{form}</bdi>
        </span>
      )}
    </>
  );
}
