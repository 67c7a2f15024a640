import type { Migration } from "kysely";
import * as start from "./0001-start.ts";
import * as sending from "./0002-sending.ts";
import * as readers from "./0003-readers.ts";
import * as digests from "./0009-digests.ts";

/** In order; a name never changes once it has been released. */
export const migrations: Record<string, Migration> = {
  "0001-start": start,
  "0002-sending": sending,
  "0003-readers": readers,
  "0009-digests": digests,
};
