import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { NoticeBox } from "#app/components/desk/kit.tsx";
import type { Reply } from "#app/components/desk/reply.ts";
import { postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { groupSchema, listGroups, setGroup } from "#app/models/pacing/destinations.server.ts";
import { rateLimitLines } from "#app/models/pacing/overview.server.ts";
import {
  describeNotSet,
  endSlowDown,
  rateLimitOf,
  rateLimitSchema,
  setRateLimit,
  typedRules,
} from "#app/models/pacing/settings.server.ts";
import { nameOf } from "#app/models/pacing/settingsText.server.ts";
import { clearRateLimitAtDesk, endGroupAtDesk } from "#app/models/undo/acts.server.ts";
import { Groups } from "./Groups.tsx";
import { PaceForm } from "./PaceForm.tsx";
import { PacePanel } from "./PacePanel.tsx";

export const meta: MetaFunction = () => [{ title: "Pacing · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const destination = (new URL(request.url).searchParams.get("for") ?? "").slice(0, 253);
  return {
    lines: await rateLimitLines(context),
    groups: await listGroups(context),
    destination,
    stored: typedRules(destination ? await rateLimitOf(context, destination) : undefined),
  };
}

type Answer = { said: string } | { refused: string } | { reply: Reply; about: "rules" | "group" };

export async function action({ request, context }: ActionFunctionArgs) {
  const editor = await requireEditor(request, context, "operator");
  const { name: actor } = editor;
  const form = await postedForm(request);
  const destination = String(form.get("destination") ?? "");
  switch (form.get("intent")) {
    case "clear":
      return undoable(await clearRateLimitAtDesk(context, editor, destination));
    case "end-slow-down":
      return said(await endSlowDown(context, destination, actor), `${nameOf(destination)}: as fast as before again.`);
    case "end-group":
      return undoable(await endGroupAtDesk(context, editor, String(form.get("group"))));
    case "group":
      return keepGroup();
    default:
      return setRules();
  }

  async function setRules() {
    const parsed = parseForm(rateLimitSchema, form);
    if ("reply" in parsed) return answer({ reply: parsed.reply, about: "rules" }, 400);
    const set = await setRateLimit(context, parsed.value, actor);
    if (!("error" in set)) return answer({ said: `${nameOf(parsed.value.destination)}: the limits are set.` }, 200);
    return answer({ reply: parsed.fault({ destination: [describeNotSet(parsed.value, set)] }), about: "rules" }, 400);
  }

  async function keepGroup() {
    const parsed = parseForm(groupSchema, form);
    if ("reply" in parsed) return answer({ reply: parsed.reply, about: "group" }, 400);
    const refused = await setGroup(context, parsed.value, actor);
    if (!refused) return answer({ said: `The group ${parsed.value.group} is kept.` }, 200);
    const fault = `${refused.domain} is in the group ${refused.group} already.`;
    return answer({ reply: parsed.fault({ domains: [fault] }), about: "group" }, 400);
  }
}

function undoable(undo: number | null) {
  return undo === null ? said(false, "") : redirect(`/desk/settings/pacing?undo=${undo}`);
}

function said(done: boolean, words: string) {
  return done
    ? answer({ said: words }, 200)
    : answer({ refused: "Somebody else was quicker; nothing was changed." }, 409);
}

function answer(given: Answer, status: number) {
  return data(given, status);
}

export default function Pacing() {
  const { lines, groups, destination, stored } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const replyAbout = (part: "rules" | "group") =>
    answer && "reply" in answer && answer.about === part ? answer.reply : undefined;
  return (
    <div className="space-y-6">
      {answer && "said" in answer && <NoticeBox tone="good">{answer.said} Senders go by it within a second.</NoticeBox>}
      {answer && "refused" in answer && (
        <NoticeBox tone="warn" fault={answer}>
          {answer.refused}
        </NoticeBox>
      )}
      {answer && "reply" in answer && (
        <NoticeBox tone="bad" fault={answer}>
          Nothing was changed:{" "}
          <a href={answer.about === "rules" ? "#rules" : "#groups"} className="underline underline-offset-4">
            mend what is marked below
          </a>
          .
        </NoticeBox>
      )}
      <p className="max-w-prose text-sm text-muted">
        How fast mail may leave, in all and for each destination. Without a limit of yours it leaves as fast as your
        mail server takes it, and a destination that asks for patience gets it by itself.
      </p>
      {lines.map((line) => (
        <PacePanel key={line.destination} line={line} />
      ))}
      <PaceForm key={`for ${destination}`} destination={destination} stored={stored} reply={replyAbout("rules")} />
      <Groups key={`${groups.length} groups`} groups={groups} reply={replyAbout("group")} />
    </div>
  );
}
