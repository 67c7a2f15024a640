import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { NoticeBox } from "#app/components/desk/kit.tsx";
import type { Reply } from "#app/components/desk/reply.ts";
import { postedForm } from "#app/http/params.server.ts";
import { parseForm } from "#app/http/parseForm.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import { timeZoneOf } from "#app/models/briefing.server.ts";
import { day } from "#app/models/durations.ts";
import { countOf } from "#app/models/fields.server.ts";
import { newestBlocks } from "#app/models/inbound/blocks.server.ts";
import { recentFigures } from "#app/models/inbound/figures.server.ts";
import { hearingRules, hearingRulesSchema, saveHearingRules } from "#app/models/inbound/hearingRules.server.ts";
import { wordSelfTestFault, wordTeachFault } from "#app/models/inbound/faultWords.server.ts";
import { selfTests, startSelfTest } from "#app/models/inbound/selfTest.server.ts";
import { lessonSchema } from "#app/models/inbound/lessons.ts";
import { taughtLines } from "#app/models/inbound/taught.server.ts";
import { apartMails, forgetTaught, teach, unknownMails } from "#app/models/inbound/teaching.server.ts";
import { tidyLine } from "#app/models/lines.ts";
import {
  allowComplaints,
  complaintsAllowedUntil,
  tooManyComplaints,
} from "#app/models/deliveries/complaintRate.server.ts";
import { BlocksPanel } from "./BlocksPanel.tsx";
import { ComplaintsPanel } from "./ComplaintsPanel.tsx";
import { FiguresPanel } from "./FiguresPanel.tsx";
import { LimitsPanel } from "./LimitsPanel.tsx";
import { RulesPanel } from "./RulesPanel.tsx";
import { UnknownPanel } from "./UnknownPanel.tsx";
import { WayBackPanel } from "./WayBackPanel.tsx";

export const meta: MetaFunction = () => [{ title: "Health · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  await requireEditor(request, context, "operator");
  const now = context.clock();
  return {
    now,
    timeZone: await timeZoneOf(context),
    wayBack: await selfTests(context),
    figures: await recentFigures(context),
    stopped: await tooManyComplaints(context),
    allowedUntil: await complaintsAllowedUntil(context),
    blocks: await newestBlocks(context, now - 30 * day, 20),
    unknown: await unknownMails(context),
    apart: await apartMails(context),
    taught: await taughtLines(context),
    rules: await hearingRules(context),
  };
}

type Answer = { said: string } | { refused: string } | { reply: Reply };

export async function action({ request, context }: ActionFunctionArgs) {
  const { name: actor } = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  switch (form.get("intent")) {
    case "test":
      return test();
    case "allow":
      return allow();
    case "teach":
      return learn();
    case "forget":
      return forget();
    default:
      return keepRules();
  }

  async function test() {
    const started = await startSelfTest(context, actor);
    return "error" in started
      ? answer({ refused: wordSelfTestFault(started) }, 400)
      : answer({ said: "The letter is on its way. Look again in a minute: this page says when it is back." }, 200);
  }

  async function allow() {
    const why = tidyLine(String(form.get("why") ?? ""), 200);
    if (why === "") return answer({ refused: "Say in a few words why; the activity log keeps them." }, 400);
    await allowComplaints(context, actor, why);
    return answer({ said: "Issues go out for a week all the same." }, 200);
  }

  async function learn() {
    const lesson = lessonSchema.safeParse(Object.fromEntries(form));
    if (!lesson.success) return answer({ refused: "Choose a phrase, and what it means." }, 400);
    const taught = await teach(context, lesson.data, actor);
    return "error" in taught
      ? answer({ refused: wordTeachFault(taught) }, 400)
      : answer({ said: wordTaught(taught) }, 200);
  }

  async function forget() {
    return (await forgetTaught(context, Number(form.get("rule")) || 0, actor))
      ? answer({ said: "The rule is gone. What it decided is understood anew, which takes a moment." }, 200)
      : answer({ refused: "The rule was gone already." }, 409);
  }

  async function keepRules() {
    const parsed = parseForm(hearingRulesSchema, form);
    if ("reply" in parsed) return answer({ reply: parsed.reply }, 400);
    await saveHearingRules(context, parsed.value, actor);
    return answer({ said: "Saved." }, 200);
  }
}

function wordTaught({ again, blocksLeft }: { again: number; blocksLeft: number }): string {
  const left =
    blocksLeft === 0
      ? ""
      : ` The phrase stands in ${countOf(blocksLeft, "mail")} too by which receivers refuse us: those stay blocks, and count against nobody.`;
  return `Learnt. ${countOf(again, "mail")} that nobody understood for certain ${again === 1 ? "is" : "are"} understood again now.${left}`;
}

function answer(given: Answer, status: number) {
  return data(given, status);
}

/** How mail is received, and what comes back. */
export default function Health() {
  const loaded = useLoaderData<typeof loader>();
  const given = useActionData<typeof action>();
  const { timeZone } = loaded;
  return (
    <div className="space-y-6">
      {given && "said" in given && <NoticeBox tone="good">{given.said}</NoticeBox>}
      {given && "refused" in given && (
        <NoticeBox tone="bad" fault={given}>
          {given.refused}
        </NoticeBox>
      )}
      <WayBackPanel {...loaded.wayBack} timeZone={timeZone} />
      <ComplaintsPanel
        stopped={loaded.stopped}
        allowedUntil={loaded.allowedUntil}
        now={loaded.now}
        timeZone={timeZone}
      />
      <FiguresPanel figures={loaded.figures} timeZone={timeZone} />
      <LimitsPanel />
      <BlocksPanel blocks={loaded.blocks} timeZone={timeZone} />
      <UnknownPanel unknown={loaded.unknown} apart={loaded.apart} taught={loaded.taught} timeZone={timeZone} />
      <RulesPanel rules={loaded.rules} reply={given && "reply" in given ? given.reply : undefined} />
    </div>
  );
}
