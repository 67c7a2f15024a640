import type { Migration } from "kysely";
import * as start from "./0001-start.ts";

/** In order; a name never changes once it has been released. */
export const migrations: Record<string, Migration> = {
  "0001-start": start,
};
