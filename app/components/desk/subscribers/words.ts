import type { Tone } from "#app/components/desk/kit.tsx";
import type { ConsentEvent } from "#app/models/consent/record.server.ts";
import type { Subscription } from "#app/models/readers/subscribers.server.ts";

export const subscriptionWords: Record<Subscription["status"], { name: string; tone: Tone; means: string }> = {
  pending: { name: "Pending", tone: "warn", means: "Asked for it and has not confirmed; gets no issue." },
  active: { name: "Active", tone: "good", means: "Gets issues, unless they chose otherwise." },
  ended: { name: "Ended", tone: "plain", means: "Left; gets nothing." },
};

export const consentWords: Record<ConsentEvent["kind"], string> = {
  "signed-up": "Asked for it",
  confirmed: "Confirmed",
  imported: "Was imported",
  ended: "Left",
  undone: "Took leaving back",
  paused: "Paused it",
  resumed: "Resumed it",
  "frequency-changed": "Chose how often",
  "topics-changed": "Chose topics",
  "name-changed": "Changed the name",
  "address-changed": "Changed the address",
  erased: "Was erased",
};
