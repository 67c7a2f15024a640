/** Facts that exports of a program leave out, by its name; `unless`: the column that has them after all, in small letters. */
const silences: Record<string, { unless: string; words: string }> = {
  listmonk: {
    unless: "subscription_status",
    words:
      "listmonk’s export does not say who left a list: they are “enabled” in it. Export each list’s unsubscribed people by themselves too, and import that file as people who left.",
  },
  MailerLite: {
    unless: "status",
    words:
      "This file of MailerLite does not say who left: it has those who were shown when it was exported. Export the unsubscribed, bounced and unconfirmed people by themselves too, and say of each file what they are.",
  },
  Keila: {
    unless: "status",
    words:
      "This file does not say who unsubscribed: export again with a newer Keila, whose files have a column Status.",
  },
};

/**
 * Words what a file cannot tell of people who left, so that nobody takes them for readers.
 * @param format the program that wrote it. @param stateColumns the columns that are read for states
 * @param whole what an operator said everybody in it is
 */
export function silenceOf(format: string | null, stateColumns: string[], whole?: string | null): string | null {
  if (whole) return null;
  const silence = format === null || !Object.hasOwn(silences, format) ? undefined : silences[format];
  const isSaid = stateColumns.some((column) => column.trim().toLowerCase() === silence?.unless);
  return silence && !isSaid ? silence.words : null;
}
