/** How a winner is found: by what readers did, or by an operator. */
export const deciders = ["clicks", "replies", "hand"] as const;
export type Decider = (typeof deciders)[number];

/** Further subjects of an issue, which a share of its readers gets first. The issue's own subject is the first of them all. */
export type SubjectPlan = {
  /** One to three; as typed, so that one may still be empty. */
  others: string[];
  /** Of the readers, in per cent, all subjects together. */
  share: number;
  /** After the share has its mail. */
  hours: number;
  decides: Decider;
};

/** The limits of a plan. With more than 80 in 100, hardly anybody would be left to get the winner. */
export const planLimits = { others: 3, share: { least: 2, most: 80 }, hours: { least: 1, most: 72 } } as const;

/** Returns the plan of an issue that nobody has set up yet. @param countsClicks false: replies decide, which need no counting */
export function newPlan(countsClicks: boolean): SubjectPlan {
  return { others: [""], share: 20, hours: 4, decides: countsClicks ? "clicks" : "replies" };
}

/** Returns all subjects of an issue, its own first. */
export function subjectsOf({ subject, subjectPlan }: { subject: string; subjectPlan: SubjectPlan | null }): string[] {
  return [subject, ...(subjectPlan?.others ?? [])];
}

const ways: Record<Decider, string> = {
  clicks: "the one that most of them click",
  replies: "the one that most of them answer",
  hand: "the one that an operator chooses",
};

/** Says in a sentence what a plan will do, before a send. */
export function sayPlan({ others, share, hours, decides }: SubjectPlan): string {
  return `${share} of 100 readers get one of these ${others.length + 1} subjects first, by lot; ${hours} ${hours === 1 ? "hour" : "hours"} after the last of them the others get ${ways[decides]}.`;
}

/** Returns a plan as it is stored. */
export function planJson(plan: SubjectPlan | null | undefined): string | null {
  return plan ? JSON.stringify(plan) : null;
}

/** Returns a stored plan. */
export function planOf(json: string | null): SubjectPlan | null {
  return json === null ? null : (JSON.parse(json) as SubjectPlan);
}
