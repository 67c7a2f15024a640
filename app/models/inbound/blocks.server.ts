import type { Context } from "#app/context.server.ts";
import { nameOfSend } from "#app/models/deliveries/sendNotices.server.ts";
import { sendOfEdition } from "#app/models/deliveries/sends.server.ts";
import { healthPath } from "#app/models/deskPaths.ts";
import { addNotice } from "#app/models/notices.server.ts";
import type { Target } from "./reports.ts";

/** Tells operators once an edition that mail of it came back because receivers do not want mail from us. */
export async function tellBlocked(
  context: Context,
  { editionId, domain }: Target,
  diagnostic: string | null,
): Promise<void> {
  const send = editionId === null ? undefined : await sendOfEdition(context, editionId);
  const title = send ? (await nameOfSend(context, send)).title : "A mail to one person";
  const said = diagnostic ? `, first at ${domain}: “${diagnostic.slice(0, 200)}”` : `, first at ${domain}`;
  const text = `${title} came back because a receiver does not want mail from us${said}. No reader was suppressed for it.`;
  const key = send ? `${send.kind} ${send.id}` : `domain ${domain}`;
  await addNotice(context, { kind: "blocked", text, link: healthPath, key });
}

/** A block that came back, with the words of the receiving side. */
export type BlockLine = { domain: string; diagnostic: string | null; status: string | null; at: number };

/** @returns the newest blocks about us since a time, the newest first */
export function newestBlocks({ db }: Context, since: number, most: number): Promise<BlockLine[]> {
  return db
    .selectFrom("inbound_reports")
    .select((eb) => [eb.fn.coalesce("domain", eb.val("")).as("domain"), "diagnostic", "status", "at"])
    .where("kind", "=", "block")
    .where("at", ">", since)
    .orderBy("at", "desc")
    .limit(most)
    .execute();
}
