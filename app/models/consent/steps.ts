/** The form of a step's detail: plain words, the stored value of a choice, or a time in ISO 8601. */
export type StepDetail = "text" | "frequency" | "topics" | "paused-until" | "agreed-at" | "left-at";

type Step = {
  /** Its name for readers: a message below `consent.kinds`. */
  name: string;
  /** Its name at the desk. */
  desk: string;
  detail: StepDetail;
  /** Readers saw its wording, or an operator declared it of them. */
  wording: "shown" | "declared";
  /** Readers take it by themselves, to get mail. */
  asksForMail: boolean;
};

const choice = { detail: "text", wording: "shown", asksForMail: false } as const;
const asking = { ...choice, asksForMail: true } as const;

/** Every kind of step in a person's consent; the database has no check on its column. */
export const consentSteps = {
  "signed-up": { ...asking, name: "signedUp", desk: "Asked for it" },
  confirmed: { ...asking, name: "confirmed", desk: "Confirmed" },
  imported: { ...choice, name: "imported", desk: "Was imported", detail: "agreed-at", wording: "declared" },
  /** An operator undid the import; one receipt may be about many people who are gone since. */
  "import-undone": { ...choice, name: "importUndone", desk: "Import was undone" },
  ended: { ...choice, name: "ended", desk: "Left", detail: "left-at" },
  /** A mailbox provider told that they marked a mail as spam. */
  complained: { ...choice, name: "complained", desk: "Complained" },
  /** An operator had ended it, and took that back. */
  "ending-undone": { ...choice, name: "endingUndone", desk: "Ending was undone" },
  /** They pressed the button that says so. */
  stayed: { ...choice, name: "stayed", desk: "Said that they stay" },
  undone: { ...asking, name: "undone", desk: "Took leaving back" },
  paused: { ...choice, name: "paused", desk: "Paused it", detail: "paused-until" },
  resumed: { ...choice, name: "resumed", desk: "Resumed it" },
  "frequency-changed": {
    ...choice,
    name: "frequencyChanged",
    desk: "Chose how often",
    detail: "frequency",
  },
  "topics-changed": { ...choice, name: "topicsChanged", desk: "Chose topics", detail: "topics" },
  "name-changed": { ...choice, name: "nameChanged", desk: "Changed the name" },
  "address-changed": { ...choice, name: "addressChanged", desk: "Changed the address" },
  /** On their own page: their clicks are counted no more, or again (C-03, C-20). */
  "counting-refused": { ...choice, name: "countingRefused", desk: "Refused to be counted" },
  "counting-allowed": { ...choice, name: "countingAllowed", desk: "Is counted again" },
  erased: { ...choice, name: "erased", desk: "Was erased" },
} as const satisfies Record<string, Step>;

export type ConsentKind = keyof typeof consentSteps;
type KnownStep = (typeof consentSteps)[ConsentKind];

/** The end of the source of an import's receipt whose person is first asked by mail. */
export const askedByMail = ", asked by mail";

/** A former service’s own words about an agreement; times in ISO 8601. `form`: without semicolons. */
type Agreement = { agreed: string | null; asked: string | null; form: string | null };

/** The detail of an import's receipt: `2021-03-04T10:00:00.000Z; asked 2021-03-03T09:00:00.000Z; form Homepage`. */
export function agreementDetail({ agreed, asked, form }: Agreement): string | null {
  return [agreed, asked && `asked ${asked}`, form && `form ${form}`].filter(Boolean).join("; ") || null;
}

/** Takes an import's detail apart. */
export function agreementOf(detail: string): Agreement {
  const parts = detail.split("; ");
  const part = (name: string) => parts.find((one) => one.startsWith(name))?.slice(name.length) ?? null;
  return { agreed: /^\d{4}-/.test(parts[0]!) ? parts[0]! : null, asked: part("asked "), form: part("form ") };
}

/** @returns what is known of a kind; null for one that a newer version recorded */
export function consentStep(kind: string): KnownStep | null {
  return Object.hasOwn(consentSteps, kind) ? consentSteps[kind as ConsentKind] : null;
}
