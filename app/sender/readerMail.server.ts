import type { Context } from "#app/context.server.ts";
import { maskAddress } from "#app/models/addresses.server.ts";
import type { ClaimedTransactional } from "#app/models/deliveries/transactional.server.ts";
import { shortLivedHours, shortLivedReaderUrl } from "#app/models/readers/links.server.ts";
import {
  addressChangeForMail,
  changeDays,
  pageOfAddress,
} from "#app/models/readers/preferences/addressChange.server.ts";
import type { IssueContent } from "#emails/render/issueContent.server.ts";
import type { RenderedMail } from "#emails/render/mailParts.server.ts";
import {
  renderAddressNotice,
  renderAddressQuestion,
  renderAddressTaken,
  renderAlreadySubscribed,
  renderReaderLink,
} from "#emails/render/readerLetters.server.ts";

type Written = { rendered: RenderedMail; to: { name: string; email: string } };

/**
 * A letter that a reader's own page, asking for its link, or signing up once more gave cause for.
 * @returns the letter and to whom; null for the other kinds
 * @throws when what it was about has been taken back meanwhile
 */
export async function renderReaderMail(
  context: Context,
  letter: ClaimedTransactional,
  briefing: IssueContent["briefing"],
): Promise<Written | null> {
  const { kind, firstClaimedAt } = letter;
  const reader = { name: letter.name, email: letter.email };
  if (kind === "reader-link") {
    const url = shortLivedReaderUrl(context, letter.subscriberId, firstClaimedAt);
    return { rendered: await renderReaderLink(context.templates, briefing, url, shortLivedHours), to: reader };
  }
  if (kind === "already-subscribed") {
    const url = shortLivedReaderUrl(context, letter.subscriberId, firstClaimedAt);
    return { rendered: await renderAlreadySubscribed(context.templates, briefing, url, shortLivedHours), to: reader };
  }
  if (kind !== "address-old" && kind !== "address-new" && kind !== "address-taken") return null;
  const change = await addressChangeForMail(
    context,
    letter.detail?.change ?? 0,
    kind === "address-old" ? "old" : "new",
  );
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
