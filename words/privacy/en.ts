import type { Facts } from "../privacy.ts";

/** In English. */
export function en({ name, responsible, contact, linkWorks, forgotten }: Facts): string {
  return `${name} is a newsletter. This page says what we keep about you when you subscribe, why, and how to have it removed.

## Who is responsible

${responsible}

Write to ${contact} about anything on this page.

## What we keep, and why

- **Your email address**, and your name if we were given it: to send you the newsletter.
- **How you agreed**: the wording you saw, the page, the time, and the internet (IP) address that the sign-up and the confirmation came from. The law asks us to be able to show that you wanted this.
- **What we sent you**: which issue, when, and what the mail server answered. It keeps us from sending anything twice, and lets us answer when you ask why an issue did or did not come.

The basis for all of it is your consent, which you can withdraw at any time; for the record of that consent it is our duty to prove it.

## Double opt-in

Whoever types your address into our form, you get one mail with a link, and nothing else unless you press the button it leads to. The link works ${linkWorks}. To keep the form from being misused we count sign-ups by network; that count holds a keyed hash, not the internet address itself.

## What we do not do

- No tracking pixels and no tracked links: we do not know whether you opened an issue or what you clicked.
- No cookies for readers, no advertising, no analytics on this site.
- Nothing on these pages is loaded from anybody else. Fonts and pictures come from this site.
- Your address is not sold, rented or shared.

The one place that your address goes to, besides us and whoever hosts this site for us, is the mail server that carries the newsletter to yours.

## How to leave

Each issue has an unsubscribe link, and most mail programs show a button of their own. One click and one button, no account and no reasons asked. It takes effect at once, even for an issue that is going out at that moment.

## How long we keep it

We keep your address while you subscribe. After you leave we keep it with the record of your consent and of what was sent, marked as ended, so that we can show that mail was wanted when it was sent and that it stopped. You get nothing more from us. An address that nobody confirmed is deleted ${forgotten}.

We delete all of this when you ask us to. If you report an issue as spam, or your mail server says that the address does not exist, we keep a keyed hash of the address, from which it cannot be read, so that we do not write to it again.

## Your rights

You may ask for a copy of what we hold about you, have it corrected or deleted, have its use limited, object to it, and take it with you. Write to ${contact}. If you think that we handle your data wrongly, you may also complain to the data protection authority where you live.
`;
}
