import { languageCode, localeOf } from "#app/i18n/languages.ts";
import { day } from "#app/models/durations.ts";
import type { IssueCheck } from "./check.server.ts";
import { inWords } from "./words.server.ts";

/** Checks of days that the text names. */
export const dateChecks = {
  "wrong-weekday": inWords("A date with its weekday is on that day.", ({ text }, { briefing, now, departure }) => {
    const names = namesOf(briefing.language);
    return datesIn(text, names).flatMap((date) => {
      const is = weekdayOf(date, departure.at ?? now);
      return is === date.weekday ? [] : [{ why: `“${date.words}” is a ${english[is]}` }];
    });
  }),
  "other-day": inWords("A greeting names the day on which it goes out.", (piece, facts) => {
    const { at, timeZone } = facts.departure;
    if (at === null || !isGreeting(piece, facts.texts)) return [];
    const named = greetedDay(piece.text, namesOf(facts.briefing.language));
    const day = weekdayAt(at, timeZone);
    return named && named.weekday !== day
      ? [{ why: `“${named.words}” stands here, and it goes out on a ${english[day]}` }]
      : [];
  }),
  "past-day": inWords("What is announced is still to come.", (piece, { briefing, now, departure }) => {
    const names = namesOf(briefing.language);
    const at = departure.at ?? now;
    return datesIn(piece.text, names).flatMap((date) => {
      const before = piece.text.slice(Math.max(0, date.index - 40), date.index);
      return coming.test(before) && momentOf(date, at) < at - day
        ? [{ why: `“${date.words}” is over when it goes out` }]
        : [];
    });
  }),
} satisfies Record<string, IssueCheck>;

const english = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** Words before a day that is to come. */
const coming =
  /(?<!\p{L})(?:join us|will|until|register by|next|coming|deadline|wird|werden|bis|nächsten?|kommenden?|jusqu’au|jusqu'au|d’ici|prochain|hasta|próximo|حتى|القادم)(?!\p{L})[^.!?]*$/iu;

/**
 * Names of months and weekdays in one language, in lower case; `months` begins with January, `weekdays` with Sunday.
 * `dates` finds a date with its weekday.
 */
type Names = { months: string[]; weekdays: string[]; dates: RegExp };

const names = new Map<string, Names>();

/** Made once a language: to make a format takes 100 µs, and an issue has hundreds of texts. */
function namesOf(language: string): Names {
  const locale = localeOf(languageCode(language));
  const made = names.get(locale) ?? makeNames(locale);
  names.set(locale, made);
  return made;
}

function makeNames(locale: string): Names {
  const name = (options: Intl.DateTimeFormatOptions, at: number) =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" }).format(at).toLowerCase();
  const months = Array.from({ length: 12 }, (_, month) => name({ month: "long" }, Date.UTC(2026, month, 15)));
  // The first of February 2026 was a Sunday.
  const weekdays = Array.from({ length: 7 }, (_, i) => name({ weekday: "long" }, Date.UTC(2026, 1, 1 + i)));
  const [weekday, month] = [weekdays.join("|"), months.join("|")];
  const dated = `(?<day>\\d{1,2})(?:\\.|st|nd|rd|th|er)?\\s+(?:de\\s+|of\\s+)?(?<month>${month})`;
  const turned = `(?<month2>${month})\\s+(?<day2>\\d{1,2})(?:st|nd|rd|th)?(?!\\p{N})`;
  const before = `(?<!\\p{L})(?<weekday>${weekday})[,،]?\\s+(?:the\\s+|den\\s+|le\\s+|el\\s+)?`;
  const dates = new RegExp(`${before}(?:${dated}|${turned})(?:,?\\s+(?:de\\s+)?(?<year>\\d{4}))?`, "giu");
  return { months, weekdays, dates };
}

type NamedDate = { words: string; index: number; weekday: number; day: number; month: number; year: number | null };

/** Finds dates with a weekday: “Monday, 23 November”, “Montag, den 23. November 2026”, “lundi 23 novembre”. */
function datesIn(text: string, { months, weekdays, dates }: Names): NamedDate[] {
  return [...text.matchAll(dates)].flatMap((found) => {
    const { weekday, day, day2, month, month2, year } = found.groups!;
    const date = {
      weekday: weekdays.indexOf(weekday!.toLowerCase()),
      day: Number(day ?? day2),
      month: months.indexOf((month ?? month2)!.toLowerCase()),
      year: year ? Number(year) : null,
    };
    return date.weekday < 0 || date.month < 0 ? [] : [{ words: found[0], index: found.index, ...date }];
  });
}

/** A date without a year is the one nearest to the send. */
function momentOf({ day: date, month, year }: NamedDate, near: number): number {
  const about = new Date(near).getUTCFullYear();
  const years = year === null ? [about - 1, about, about + 1] : [year];
  const moments = years.map((one) => Date.UTC(one, month, date, 23));
  return moments.reduce((best, one) => (Math.abs(one - near) < Math.abs(best - near) ? one : best));
}

function weekdayOf(date: NamedDate, near: number): number {
  return new Date(momentOf(date, near)).getUTCDay();
}

function weekdayAt(at: number, timeZone: string): number {
  return english.indexOf(new Intl.DateTimeFormat("en", { weekday: "long", timeZone }).format(at));
}

/** The subject, the preheader, and the first paragraph of the intro. */
function isGreeting(piece: { at: { kind: string } }, texts: { at: { kind: string } }[]): boolean {
  const { kind } = piece.at;
  return kind === "subject" || kind === "preheader" || piece === texts.find(({ at }) => at.kind === "intro");
}

const greetings =
  "happy|it[’']s|this is|good|heute ist|schönen|guten|einen schönen|bon|bonne|c[’']est|feliz|buen|hoy es|اليوم|صباح";

/** Finds “Happy Friday”, “Good Monday morning”, “Friday:” at the beginning. */
function greetedDay(text: string, { weekdays }: Names): { words: string; weekday: number } | null {
  const weekday = weekdays.join("|");
  const [greeted, alone] = [
    `(?<!\\p{L})(?:${greetings})\\s+(?<greeted>${weekday})(?!\\p{L})`,
    `^\\P{L}*(?<alone>${weekday})(?=\\s*(?:[:|–—]|$))`,
  ];
  const found = new RegExp(`${greeted}|${alone}`, "iu").exec(text);
  const name = (found?.groups?.greeted ?? found?.groups?.alone)?.toLowerCase();
  return found && name ? { words: found[0].trim(), weekday: weekdays.indexOf(name) } : null;
}
