import type { PrivacyFacts } from "#app/i18n/privacyFacts.ts";

/** Returns the privacy policy in English, as Markdown. */
export function en({
  name,
  responsible,
  contact,
  readerUrl,
  linkWorks,
  reminded,
  mostMails,
  mailsKept,
  counted,
  traced,
  changeEnds,
  undoable,
  lettersKept,
  deliveriesKept,
  repliesKept,
  broughtKept,
  reportsKept,
  forgotten,
  alsoKept,
  alsoSpared,
}: PrivacyFacts): string {
  return `${name} is a newsletter. This page says what we keep about you when you subscribe, why, for how long, and how to have it removed.

## Who is responsible

${responsible}

Write to ${contact} about anything on this page.

## What we keep, and why

- **Your email address**, and your name if we were given it: to send you the newsletter.
- **What you chose**: the lists, the topics, how often it comes, a pause. What we send you follows from it.
- **How you agreed**, and each later change: the wording you saw, the page, the word in its address that says where you came from, the time, and the internet (IP) address and the name of the browser that it came from. The law asks us to be able to show that you wanted this. Each step is a receipt that is chained to the one before by a checksum, so that nobody can change it unnoticed. The internet address and the browser’s name are erased from it ${traced}; the receipt stays.
- **What we sent you**: which issue, when, and what the mail server answered. It keeps us from sending anything twice, and lets us answer when you ask why an issue did or did not come.
- **The last sign of you**, and when: that you answered, changed something on your page, said that you stay, or pressed a link where that is counted. It lets us ask whether you still want this before we write into the void.
- **Why you left**, if you tell us. You need not.${alsoKept}

Unless something else is said, the basis for all of it is your consent, which you can withdraw at any time; for the record of that consent it is our duty to prove it.

## Double opt-in

What is typed into our form waits for about a second, until our sender takes it up. Then one mail goes to the address, with a link that works ${linkWorks}; if nobody answers, one reminder at most follows ${reminded}. Nothing else comes unless you press the button that the link leads to. An address that is subscribed already gets no such mail.

So that nobody can flood you with such mails, we remember ${mailsKept} that an address was written to: in that time it gets no more than ${mostMails} of them, whoever asks. We also count sign-ups and searches by network. All this is kept as keyed hashes, from which no address can be read, and the counts are deleted ${counted} at the latest. When very many sign-ups come in, we ask your browser for a short calculation first. It runs with a script of our own, and nobody else’s server takes part.

## What we do not do

- No cookies for readers, no advertising, and nobody is followed on this site. It counts by day how often each page is asked for, the other sites that led here, and words that its search did not find: numbers and words alone, without who asked.
- Nothing on these pages is loaded from anybody else. Fonts and pictures come from this site.
- Your address is not sold, rented or shared.${alsoSpared}

The one place that your address goes to, besides us and whoever hosts this site for us, is the mail server that carries the newsletter to yours.

## Your own page

Each issue has a link to a page that is yours alone, without a password. There you see and change what you get: lists, topics, every issue or once a month the headlines, a pause, your name, your address. You can look at everything held about you, take it along as a file (JSON), and erase it. No mail at hand? [Ask for the link](${readerUrl}). A mail can be forwarded: your name, a new address, what is held about you and erasing it are therefore behind a fresh link, which you get by mail on request.

A new address counts once both addresses have agreed; otherwise the wish is deleted ${changeEnds}.

## How to leave

Each issue has an unsubscribe link, and most mail programs show a button of their own. One click and one button, no account. It takes effect at once, even for an issue that is going out at that moment. Only then do we ask for a reason, and you may leave that out. A mistake can be undone ${undoable}.

## How long we keep it

We keep your address while you subscribe. After you leave we keep it with the record of your consent, marked as ended, so that we can show that mail was wanted when it was sent and that it stopped. You get nothing more from us. An address that nobody confirmed is deleted ${forgotten}. Which issues you got becomes a mere count ${deliveriesKept}; other mails to you, like confirmations, are forgotten ${lettersKept}. If you answer an issue, what you wrote and what we answered is deleted ${repliesKept} at the latest. If you came with a list from another service, the file of that list is deleted ${broughtKept} at the latest, and the report of what became of its rows ${reportsKept}.

You can erase yourself on your own page at any time, or ask us to. Then nothing more is sent to you, and your address, your name, your choices and your reasons are deleted. What stays does not say who you are: a keyed hash of the address, so that we do not write to it again unless you confirm a new subscription; a row without name and address, so that the counts of an issue still add up; and the receipts without name, address, internet address and browser.

If you report an issue as spam, or your mail server says that the address does not exist, we also keep a keyed hash of the address, so that we do not write to it again.

## Your rights

You may ask for a copy of what we hold about you, have it corrected or deleted, have its use limited, object to it, and take it with you. Most of this you can do on your own page. For anything else, write to ${contact}. If you think that we handle your data wrongly, you may also complain to the data protection authority where you live.
`;
}
