import type { Tone } from "#app/components/desk/kit.tsx";
import type { Subscription } from "#app/models/readers/subscribers.server.ts";

export const subscriptionWords: Record<Subscription["status"], { name: string; tone: Tone; means: string }> = {
  pending: { name: "Pending", tone: "warn", means: "Asked for it and has not confirmed; gets no issue." },
  active: { name: "Active", tone: "good", means: "Gets issues, unless they chose otherwise." },
  ended: { name: "Ended", tone: "plain", means: "Left; gets nothing." },
};
