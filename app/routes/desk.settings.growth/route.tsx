import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData } from "@remix-run/react";
import { NoticeBox } from "#app/components/desk/kit.tsx";
import { numberFromForm, postedForm } from "#app/http/params.server.ts";
import { requireEditor } from "#app/http/session.server.ts";
import {
  addRecommendation,
  moveRecommendation,
  mostRecommended,
  recommendations,
  recommendationSchema,
  removeRecommendation,
  saveRecommendation,
} from "#app/models/growth/recommendations.server.ts";
import { growthSchema, growthSettings, saveGrowthSettings } from "#app/models/growthSettings.server.ts";
import type { RequestContext } from "#app/load-context.ts";
import { mayActAs } from "#app/models/roles.ts";
import type { GrowthAnswer } from "./answer.ts";
import { GrowthFields } from "./GrowthFields.tsx";
import { RecommendedBriefings } from "./RecommendedBriefings.tsx";
import { SourceWords } from "./SourceWords.tsx";

export const meta: MetaFunction = () => [{ title: "Growth · Settings" }];

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { role } = await requireEditor(request, context);
  return {
    settings: await growthSettings(context),
    recommended: await recommendations(context),
    most: mostRecommended,
    appUrl: context.config.appUrl,
    mayChange: mayActAs(role, "operator"),
  };
}

const nothing = { name: "", url: "", says: "" };
const done = (said: string): GrowthAnswer => ({ said, id: 0, typed: nothing, faults: {} });

export async function action({ request, context }: ActionFunctionArgs) {
  const { name } = await requireEditor(request, context, "operator");
  const form = await postedForm(request);
  const intent = String(form.get("intent") ?? "");
  if (intent === "lines") return saved(context, form, name);
  if (intent === "add" || intent === "save")
    return written(context, form, name, intent === "save" ? numberFromForm(form, "id") : 0);
  if (intent === "up" || intent === "down") {
    await moveRecommendation(context, numberFromForm(form, "id"), intent);
    return data(done("Moved."));
  }
  if (intent !== "remove") return data(done(""), 400);
  const gone = await removeRecommendation(context, numberFromForm(form, "id"), name);
  return data(done(`${gone ?? "It"} is recommended no more.`));
}

async function saved(context: RequestContext, form: FormData, actor: string) {
  const parsed = growthSchema.safeParse(Object.fromEntries(form));
  if (!parsed.success) return data(done(""), 400);
  await saveGrowthSettings(context, parsed.data, actor);
  return data(done("Saved. Issues that were sent stay as they are."));
}

async function written(context: RequestContext, form: FormData, actor: string, id: number) {
  const text = (name: string) => String(form.get(name) ?? "").slice(0, 1000);
  const typed = { name: text("name"), url: text("url"), says: text("says") };
  const parsed = recommendationSchema.safeParse(typed);
  if (!parsed.success) {
    const faults = Object.fromEntries(parsed.error.issues.map(({ path, message }) => [String(path[0]), message]));
    return data({ said: "", id, typed, faults } satisfies GrowthAnswer, 400);
  }
  if (id > 0) {
    const kept = await saveRecommendation(context, id, parsed.data, actor);
    return data(done(kept ? "Saved." : "It was removed meanwhile."));
  }
  const added = await addRecommendation(context, parsed.data, actor);
  if ("error" in added)
    return data({ ...done(""), typed, faults: { name: `At most ${mostRecommended}: remove one first.` } }, 400);
  return data(done(`${parsed.data.name} is recommended now.`));
}

export default function GrowthSettingsPage() {
  const { settings, recommended, most, appUrl, mayChange } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <div className="space-y-6">
      {answer && answer.said !== "" && <NoticeBox tone="good">{answer.said}</NoticeBox>}
      {answer && Object.keys(answer.faults).length > 0 && (
        <NoticeBox tone="bad" fault={answer}>
          Not saved. Each fault is said at its field.
        </NoticeBox>
      )}
      {!mayChange && <NoticeBox>Only an operator can change this.</NoticeBox>}
      <GrowthFields settings={settings} mayChange={mayChange} />
      <SourceWords appUrl={appUrl} />
      <RecommendedBriefings {...{ recommended, most, mayChange }} answer={answer} />
    </div>
  );
}
