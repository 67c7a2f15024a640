import { wording } from "#app/models/faults.ts";
import type { StartFault } from "#app/models/readers/uploads/starting.server.ts";

/** Words why an import was not begun. */
export const wordStartFault = wording<StartFault>({
  "not-checked": () => "Nothing has said yet what each row would become. Look at that first.",
  "checked-again": () => "Somebody has changed how the file is read. Look at what each row would become now.",
});
