/**
 * Abbreviations that people type for their zone, and a place in it. As zone names they are fixed offsets, and would
 * send an hour late in summer.
 */
const places: Record<string, string> = {
  ...{ EST: "America/New_York", EDT: "America/New_York", EST5EDT: "America/New_York", ET: "America/New_York" },
  ...{ CST: "America/Chicago", CDT: "America/Chicago", CST6CDT: "America/Chicago", CT: "America/Chicago" },
  ...{ MST: "America/Denver", MDT: "America/Denver", MST7MDT: "America/Denver", MT: "America/Denver" },
  ...{ PST: "America/Los_Angeles", PDT: "America/Los_Angeles", PST8PDT: "America/Los_Angeles" },
  ...{ PT: "America/Los_Angeles", HST: "Pacific/Honolulu", AKST: "America/Anchorage", BRT: "America/Sao_Paulo" },
  ...{ GMT: "Europe/London", BST: "Europe/London", WET: "Europe/Lisbon", WEST: "Europe/Lisbon" },
  ...{ CET: "Europe/Paris", CEST: "Europe/Paris", MET: "Europe/Paris", EET: "Europe/Athens", EEST: "Europe/Athens" },
  ...{ MSK: "Europe/Moscow", IST: "Asia/Kolkata", JST: "Asia/Tokyo", KST: "Asia/Seoul", SGT: "Asia/Singapore" },
  ...{ AEST: "Australia/Sydney", AEDT: "Australia/Sydney", NZST: "Pacific/Auckland", NZDT: "Pacific/Auckland" },
};

/** `place`: one in the zone that an abbreviation means. */
export type TimeZoneFault =
  { error: "abbreviation"; typed: string; place: string } | { error: "offset"; typed: string } | { error: "unknown" };

/** @returns the fault of a typed time zone, or null for UTC and for a zone named by a place */
export function timeZoneFault(typed: string): TimeZoneFault | null {
  const place = places[typed.trim().toUpperCase()];
  if (place) return { error: "abbreviation", typed, place };
  if (/^([+-]\d|etc\/gmt|(utc|gmt)[+-])/i.test(typed.trim())) return { error: "offset", typed };
  const isPlace = typed.includes("/") || /^utc$/i.test(typed);
  return isPlace && isKnown(typed) ? null : { error: "unknown" };
}

/** Zones that were found before: finding one out takes longer than all else that is asked of a form. */
const found = new Set<string>();

function isKnown(name: string): boolean {
  if (found.has(name)) return true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    found.add(name);
    return true;
  } catch {
    return false;
  }
}
