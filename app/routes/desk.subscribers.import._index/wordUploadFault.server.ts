import { wording } from "#app/models/faults.ts";
import type { UploadFault } from "#app/models/readers/uploads/store.server.ts";

/** Words why a file was not kept. */
export const wordUploadFault = wording<UploadFault>({
  "no-file": () => "Choose a file.",
  "empty-file": () => "The file is empty.",
  "too-large-file": ({ most }) => `The file is larger than ${most} MB. Split it, or bring it as a zip file.`,
  "too-many-files": ({ most }) => `${most} files wait here already. Import some of them, or throw them away.`,
});
