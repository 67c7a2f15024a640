import type { Role } from "#db/schema/desk.ts";

/**
 * An account of the desk: a writer writes their own articles, an editor all and issues, an operator sends and runs, an
 * owner may do all.
 */
export type Editor = { id: number; email: string; name: string; role: Role };
