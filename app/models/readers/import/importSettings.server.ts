import type { StateOrder } from "./states.server.ts";
import type { EncodingName } from "./textEncodings.server.ts";

/** How a file is read and what becomes of its people, as an operator ordered it; kept with the import. */
export type ImportSettings = {
  /** Asks each of them by mail first. */
  confirm: boolean;
  states: StateOrder;
  /** Null: found. */
  encoding: EncodingName | null;
  emailColumn: string | null;
};

const noStates: StateOrder = { words: [], ignored: [], whole: null };

/** Returns the settings of an order, with what is usual for those that it leaves out. */
export function settingsOf({
  confirm = false,
  states = noStates,
  encoding = null,
  emailColumn = null,
}: Partial<ImportSettings>): ImportSettings {
  return { confirm, states, encoding, emailColumn };
}
