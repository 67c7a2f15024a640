const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

type TimeProps = { at: number; timeZone: string; dateOnly?: boolean };

/** A time in the briefing's time zone, formatted alike on server and browser, whatever their languages. */
export function Time({ at, timeZone, dateOnly = false }: TimeProps) {
  return (
    <time dateTime={new Date(at).toISOString()} title={timeZone} className="whitespace-nowrap tabular-nums">
      {spell(at, timeZone, dateOnly)}
    </time>
  );
}

/** A format takes a browser milliseconds to make, and a page shows many times of one zone. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(timeZone, format);
  return format;
}

/** @returns like `3 Feb 2026, 14:05` */
export function spell(at: number, timeZone: string, dateOnly = false): string {
  const numbers = formatIn(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => numbers.find((one) => one.type === type)!.value;
  const date = `${Number(part("day"))} ${months[Number(part("month")) - 1]} ${part("year")}`;
  return dateOnly ? date : `${date}, ${part("hour")}:${part("minute")}`;
}
