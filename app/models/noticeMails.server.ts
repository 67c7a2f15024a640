import type { Role } from "#db/schema.ts";
import { noticeLetter } from "#emails/notice.server.ts";
import { letterMessage } from "#emails/message.server.ts";
import type { Context } from "../context.server.ts";
import { getBriefing, type Briefing } from "./briefing.server.ts";
import type { Notice, NoticeKind } from "./notices.server.ts";
import { messageId } from "./sending.server.ts";

/** Which notices go out by mail too, and to whom. */
const readers: Partial<Record<NoticeKind, Role[]>> = {
  "slot-reminder": ["editor", "operator", "owner"],
  "slot-empty": ["editor", "operator", "owner"],
  "slot-held": ["operator", "owner"],
  "slot-missed": ["operator", "owner"],
  "sign-ups": ["operator", "owner"],
  "sign-ins": ["operator", "owner"],
  proxy: ["operator", "owner"],
  "digest-missed": ["operator", "owner"],
};

/**
 * Mails the notices that somebody should see before they next look at the desk, one try each: the desk shows them in
 * any case. Handing over goes on by itself, so that a slow mail server keeps nobody.
 */
export async function mailNotices(context: Context): Promise<{ handedOver: Promise<void> }> {
  const notices = await claimNotices(context);
  const briefing = notices.length > 0 ? await getBriefing(context) : null;
  if (!briefing) return { handedOver: Promise.resolve() };
  const editors = await context.db
    .selectFrom("editors")
    .select(["email", "name", "role"])
    .where("disabled_at", "is", null)
    .execute();
  const mails = notices.flatMap((notice) =>
    editors.filter(({ role }) => readers[notice.kind as NoticeKind]!.includes(role)).map((to) => ({ notice, to })),
  );
  return { handedOver: handOverAll(context, briefing, mails) };
}

function claimNotices(context: Context): Promise<Notice[]> {
  return context.db
    .updateTable("notices")
    .set({ mailed_at: context.clock() })
    .where("mailed_at", "is", null)
    .where("dismissed_at", "is", null)
    .where("kind", "in", Object.keys(readers))
    .returning(["id", "kind", "text", "link", "at"])
    .execute();
}

type Mail = { notice: Notice; to: { email: string; name: string } };

async function handOverAll(context: Context, briefing: Briefing, mails: Mail[]): Promise<void> {
  try {
    for (const mail of mails) {
      const message = await writeNotice(context, briefing, mail);
      const line = await context.smtp.open();
      await line.handOver(message);
      line.close();
    }
  } catch (error) {
    context.log.warn({ error }, "a notice could not be mailed; the desk shows it");
  }
}

function writeNotice(context: Context, briefing: Briefing, { notice, to }: Mail) {
  const { appUrl, mailFrom, secrets } = context.config;
  return letterMessage({
    ...noticeLetter(briefing.name, notice.text, appUrl + (notice.link ?? "/desk")),
    from: { name: briefing.name, email: mailFrom },
    to,
    language: "en",
    messageId: messageId(`notice ${secrets[0]} ${to.email}`, notice.id, mailFrom),
    date: new Date(notice.at),
  });
}
