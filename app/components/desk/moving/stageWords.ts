import type { Tone } from "#app/components/desk/kit.tsx";
import type { SiteMove } from "#app/models/moving/desk/siteMoves.server.ts";

/** Said of what was typed where the site was. */
export const noSiteAddress = "This is no address of a site, like https://old.example.org.";

/** The desk's name of each stage of an export. */
const stageWords: Record<SiteMove["stage"], { name: string; tone: Tone }> = {
  here: { name: "Not looked at", tone: "plain" },
  looking: { name: "Being looked at", tone: "warn" },
  looked: { name: "Looked at, nothing imported", tone: "plain" },
  moving: { name: "Being imported", tone: "warn" },
  cancelled: { name: "Cancelled", tone: "bad" },
  ended: { name: "Imported", tone: "good" },
};

/** Words how an export stands, as the badge of its page and its line in the table do. */
export function wordStage({ stage, undoBy, undone, found }: Pick<SiteMove, "stage" | "undoBy" | "undone" | "found">) {
  const isAtRest = stage === "here" || stage === "cancelled";
  if (isAtRest && found?.fault?.error === "broken-off") return { name: "Broke off", tone: "bad" as const };
  if (stage === "moving" && undoBy !== null) return { name: "Being taken back", tone: "warn" as const };
  if (undone && stage === "ended") return { name: "Taken back", tone: "plain" as const };
  return stageWords[stage];
}
