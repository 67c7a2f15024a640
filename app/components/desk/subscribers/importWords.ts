import type { Tone } from "#app/components/desk/kit.tsx";
import type { ImportState } from "#db/schema/imports.ts";

export const importStateWords: Record<ImportState, { name: string; tone: Tone }> = {
  running: { name: "Under way", tone: "warn" },
  cancelled: { name: "Cancelled", tone: "warn" },
  done: { name: "Done", tone: "good" },
  undoing: { name: "Being undone", tone: "warn" },
  undone: { name: "Undone", tone: "plain" },
};
