/** A recommended briefing as typed. */
export type TypedBriefing = { name: string; url: string; says: string };

/** The outcome of a form. `id`: of the briefing that was typed into, 0 for a new one. */
export type GrowthAnswer = { said: string; id: number; typed: TypedBriefing; faults: Partial<TypedBriefing> };
