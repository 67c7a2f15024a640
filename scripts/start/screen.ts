import type { Context } from "#app/context.server.ts";
import { getBriefing } from "#app/models/briefing.server.ts";
import { listEditors } from "#app/models/desk/editors.server.ts";
import { createSignInLink } from "#app/models/desk/signInLinks.server.ts";
import { day } from "#app/models/durations.ts";
import { databaseFault } from "#app/models/instance/homeDatabase.server.ts";
import { listIssues } from "#app/models/issues/list.server.ts";
import { logFile } from "../frame/plainLog.ts";
import type { Places } from "./places.ts";

/** Returns one screen for a newcomer: addresses, a sign-in link, and things to try. */
export async function screen(context: Context, places: Places, state: string): Promise<string> {
  const name = (await getBriefing(context))?.name ?? "Pressrun";
  const [latest] = await listIssues(context, 1);
  const away = await databaseFault(context);
  return [
    "",
    `  ${name} ${state}. This is the demo${places.INBOX_PORT ? ": every mail stays on this machine" : ""}.`,
    "",
    `  Site    ${places.APP_URL}`,
    ...(await deskLines(context, places.APP_URL)),
    ...(places.INBOX_PORT
      ? [`  Inbox   http://localhost:${places.INBOX_PORT}`, "          what readers get; the links in the mails work"]
      : [`  Mail    goes to ${context.smtp.server}`]),
    ...(away ? ["", `  ${away}`] : []),
    "",
    "  Try next",
    ...(latest?.status === "sent"
      ? [`    Read issue ${latest.number} in the inbox, then on the site: ${places.APP_URL}/issues/${latest.number}`]
      : []),
    `    Subscribe on the site, and confirm in the inbox`,
    `    Write an article at the desk, put it into an issue, send it`,
    `    npm run deliveries -- --issue 1`,
    "",
    `  Ctrl-C stops everything. The log is ${logFile}; production: docs/operating.md`,
    "",
  ].join("\n");
}

async function deskLines(context: Context, appUrl: string): Promise<string[]> {
  const owner = (await listEditors(context)).find((editor) => editor.role === "owner" && editor.disabledAt === null);
  if (!owner) return [`  Desk    ${appUrl}/desk`];
  const token = await createSignInLink(context, owner.id, day);
  return [
    `  Desk    ${appUrl}/desk/sign-in/${token}`,
    `          signs ${owner.name} in, once, within 24 hours; npm start makes a new one`,
  ];
}
