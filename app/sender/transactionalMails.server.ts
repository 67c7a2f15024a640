import type { Context } from "#app/context.server.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import type { ClaimedTransactional } from "#app/models/deliveries/transactional.server.ts";
import type { TransactionalKind } from "#app/models/deliveries/transactionalKinds.ts";
import { archive } from "#app/models/issues/editions.server.ts";
import { shortLivedHours, shortLivedReaderUrl } from "#app/models/readers/links.server.ts";
import { listById } from "#app/models/readers/lists.server.ts";
import {
  addressChangeForMail,
  changeDays,
  pageOfAddress,
} from "#app/models/readers/preferences/addressChange.server.ts";
import { confirmationDays, confirmUrl } from "#app/models/readers/sign-up/confirmation.server.ts";
import { leaveUrls } from "#app/models/readers/unsubscribe.server.ts";
import { issuePath } from "#app/models/sitePaths.ts";
import { renderConfirmation, renderWelcome } from "#emails/render/letters.server.ts";
import {
  renderAddressNotice,
  renderAddressQuestion,
  renderAddressTaken,
  renderAlreadySubscribed,
  renderReaderLink,
} from "#emails/render/readerLetters.server.ts";
import { writeAnswer, writeCopy } from "./replyMails.server.ts";
import { TakenBack, type Frame, type MailSender, type WrittenMail } from "./writtenMail.server.ts";

/** How each kind of mail is written: what it needs is gathered, then rendered. */
const writers: {
  [K in TransactionalKind]: (context: Context, mail: ClaimedTransactional<K>, frame: Frame) => Promise<WrittenMail>;
} = {
  confirmation: (context, mail, frame) => confirmation(context, mail, frame, false),
  reminder: (context, mail, frame) => confirmation(context, mail, frame, true),
  welcome,
  "reader-link": async (context, mail, { about }) => {
    const url = shortLivedReaderUrl(context, mail.subscriberId, mail.firstClaimedAt);
    return { rendered: await renderReaderLink(context.templates, about, url, shortLivedHours), to: readerOf(mail) };
  },
  "already-subscribed": async (context, mail, { about }) => {
    const url = shortLivedReaderUrl(context, mail.subscriberId, mail.firstClaimedAt);
    const rendered = await renderAlreadySubscribed(context.templates, about, url, shortLivedHours);
    return { rendered, to: readerOf(mail) };
  },
  "address-old": async (context, mail, { about }) => {
    const { old, next, url } = await changeOf(context, mail, "old");
    const question = { briefing: about, old, next: maskAddress(next), url, days: changeDays };
    return { rendered: await renderAddressNotice(context.templates, question), to: readerOf(mail) };
  },
  "address-new": async (context, mail, { about }) => {
    const { old, next, url } = await changeOf(context, mail, "new");
    const question = { briefing: about, old: maskAddress(old), next, url, days: changeDays };
    return { rendered: await renderAddressQuestion(context.templates, question), to: { name: "", email: next } };
  },
  "address-taken": async (context, mail, { about }) => {
    const { old, next, url } = await changeOf(context, mail, "new");
    const page = (await pageOfAddress(context, next, mail.firstClaimedAt)) ?? url;
    const notice = { briefing: about, old: maskAddress(old), next, url: page };
    return { rendered: await renderAddressTaken(context.templates, notice), to: { name: "", email: next } };
  },
  "reply-answer": writeAnswer,
  "reply-copy": writeCopy,
};

/**
 * Writes a claimed mail.
 * @returns what it says, to whom, and where one click ends the subscription that it is about
 * @throws TakenBack when what it was about is no longer so; other errors when it cannot be written now
 */
export function writeMail<K extends TransactionalKind>(
  context: Context,
  mail: ClaimedTransactional<K>,
  sender: MailSender,
): Promise<WrittenMail> {
  const about = { ...sender.briefing, url: context.config.appUrl };
  return writers[mail.kind](context, mail, { ...sender, about });
}

function readerOf({ name, email }: ClaimedTransactional) {
  return { name, email };
}

async function confirmation(
  context: Context,
  mail: ClaimedTransactional<"confirmation" | "reminder">,
  { briefing, list, about }: Frame,
  reminder: boolean,
): Promise<WrittenMail> {
  const { others = [], askedAt = mail.createdAt } = mail.detail ?? {};
  const rendered = await renderConfirmation(context.templates, {
    briefing: about,
    listName: await namesOf(context, [list.id, ...others]),
    reminder,
    confirmUrl: confirmUrl(context, mail.subscriberId, mail.listId, mail.createdAt, others),
    requestedAt: askedAt,
    timeZone: briefing.timeZone,
    email: mail.email,
    expiresDays: confirmationDays,
  });
  return { rendered, to: readerOf(mail) };
}

async function namesOf(context: Context, listIds: number[]): Promise<string> {
  const lists = await Promise.all(listIds.map((id) => listById(context, id)));
  return lists.flatMap((list) => list?.name ?? []).join(", ");
}

async function welcome(
  context: Context,
  mail: ClaimedTransactional<"welcome">,
  { list, about }: Frame,
): Promise<WrittenMail> {
  const leave = leaveUrls(context, mail.subscriberId, mail.listId, mail.firstClaimedAt);
  const rendered = await renderWelcome(context.templates, {
    briefing: about,
    listName: list.name,
    unsubscribeUrl: leave.page,
    preferencesUrl: leave.preferences,
    latestIssue: await latestIssue(context),
    email: mail.email,
  });
  return { rendered, to: readerOf(mail), oneClickUrl: leave.oneClick };
}

async function latestIssue(context: Context) {
  const [latest] = await archive(context, 1);
  return latest
    ? { number: latest.number, subject: latest.subject, url: context.config.appUrl + issuePath(latest.number) }
    : null;
}

async function changeOf(
  context: Context,
  { detail }: ClaimedTransactional<"address-old" | "address-new" | "address-taken">,
  side: "old" | "new",
) {
  const change = await addressChangeForMail(context, detail.change, side);
  if (!change) throw new TakenBack("the change of address was taken back");
  return change;
}
