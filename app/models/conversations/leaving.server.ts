import { leaveWish } from "#app/models/leaveWishes.ts";

/** Words that turn it around: somebody who wants to stay, or writes about it. */
const refusing =
  /\b(don[’']t|do not|never|not) (want to )?(unsubscribe|opt[- ]?out|take me off|remove me|cancel)\b|\b(accidentally|by mistake|versehentlich|par erreur|por error)\b|\bwhy (was|am|have) i\b|\b(re-?subscribe|subscribe me again)\b|\bnicht (abbestellen|abmelden)\b|\bne (me )?désabonnez pas\b/i;

/** A longer letter that has such a word somewhere is about something else. */
const longestWords = 600;

/**
 * Finds out whether a reader asks, in words of their own, to get no more. A guess that a person is shown and decides: it ends
 * nothing by itself.
 * @param words without quotations and signatures: each of our mails has such words in its footer
 * @returns the line that asks, at most 200 characters; null for none
 */
export function asksToLeave(words: string, subject = ""): string | null {
  const own = words.trim();
  if (own.length > longestWords || refusing.test(own)) return null;
  const found = leaveWish(own);
  if (found) return found;
  const bare = /^(stop|remove|leave|abmeldung|kündigung|baja|désinscription)[.!]*$/i;
  if (bare.test(own)) return own;
  // A reply has the subject of the issue; only one that was typed asks by itself.
  const typed = /^(re|aw|antw|sv)\s?:/i.test(subject) ? "" : subject.trim();
  return own.length < 80 && /^(unsubscribe|abmelden|abbestellen|désabonnement|desuscribir|baja)\b/i.test(typed)
    ? typed.slice(0, 200)
    : null;
}
