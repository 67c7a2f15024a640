/** Mail programs that darken a mail by themselves: Gmail's app turns every colour, Outlook.com the light ones. */
export type ForcedDark = "gmail-dark" | "outlook-dark";

/** How a mail is drawn: by its own two schemes, darkened by a program, or by Outlook's Word engine. */
export type MailLook = "light" | "dark" | ForcedDark | "word";

const looks: Record<MailLook, true> = { light: true, dark: true, "gmail-dark": true, "outlook-dark": true, word: true };

/** Returns the look that a preview's address asks for; light for anything else. */
export function mailLookIn(asked: string | null): MailLook {
  return asked !== null && Object.hasOwn(looks, asked) ? (asked as MailLook) : "light";
}

/** Features that Outlook's Word engine drops or draws otherwise. */
export type WordLossKind =
  | "corners"
  | "background-picture"
  | "max-width"
  | "shadow"
  | "layout"
  | "inline-block"
  | "opacity"
  | "media"
  | "font"
  | "hover"
  | "details"
  | "moving"
  | "media-element";

/** One kind of loss, with the number of its places in the mail. */
export type WordLoss = { kind: WordLossKind; places: number };
