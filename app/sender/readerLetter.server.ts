import type { IssueContent } from "#emails/edition.server.ts";
import type { Letter } from "#emails/letterParts.server.ts";
import {
  renderAddressNotice,
  renderAddressQuestion,
  renderAddressTaken,
  renderAlreadySubscribed,
  renderReaderLink,
} from "#emails/readerLetters.server.ts";
import type { Context } from "../context.server.ts";
import { changeDays, changeForLetter, pageOfAddress } from "../models/addressChanges.server.ts";
import { maskAddress } from "../models/addresses.server.ts";
import type { ClaimedLetter } from "../models/letters.server.ts";
import { freshHours, freshReaderUrl } from "../models/readerLinks.server.ts";

type Written = { rendered: Letter; to: { name: string; email: string } };

/**
 * A letter that a reader's own page, asking for its link, or signing up once more gave cause for.
 * @returns the letter and to whom; null for the other kinds
 * @throws when what it was about has been taken back meanwhile
 */
export async function readerLetter(
  context: Context,
  letter: ClaimedLetter,
  briefing: IssueContent["briefing"],
): Promise<Written | null> {
  const { kind, firstClaimedAt } = letter;
  const reader = { name: letter.name, email: letter.email };
  if (kind === "reader-link") {
    const url = freshReaderUrl(context, letter.subscriberId, firstClaimedAt);
    return { rendered: await renderReaderLink(context.templates, briefing, url, freshHours), to: reader };
  }
  if (kind === "already-subscribed") {
    const url = freshReaderUrl(context, letter.subscriberId, firstClaimedAt);
    return { rendered: await renderAlreadySubscribed(context.templates, briefing, url, freshHours), to: reader };
  }
  if (kind !== "address-old" && kind !== "address-new" && kind !== "address-taken") return null;
  const change = await changeForLetter(context, letter.detail?.change ?? 0, kind === "address-old" ? "old" : "new");
  if (!change) throw new Error("the change of address was taken back");
  const { old, next, url } = change;
  const newcomer = { name: "", email: next };
  if (kind === "address-old") {
    const about = { briefing, old, next: maskAddress(next), url, days: changeDays };
    return { rendered: await renderAddressNotice(context.templates, about), to: reader };
  }
  const about = { briefing, old: maskAddress(old), next, url, days: changeDays };
  if (kind === "address-new") return { rendered: await renderAddressQuestion(context.templates, about), to: newcomer };
  const page = (await pageOfAddress(context, next, firstClaimedAt)) ?? url;
  return { rendered: await renderAddressTaken(context.templates, { ...about, url: page }), to: newcomer };
}
