import { wording } from "#app/models/faults.ts";
import type { ImageFault } from "#app/models/images/images.server.ts";

/** Words why a file is not taken as a picture. */
export const wordImageFault = wording<ImageFault>({
  empty: () => "The file is empty.",
  "too-large": () => "The file is larger than 50 MB.",
  "unknown-format": () => "Upload a photo or drawing as JPEG, PNG, WebP, AVIF or GIF.",
  "too-many-pixels": ({ format, isProgressive, megapixels }) => {
    const kind = format === "heif" ? "AVIF" : format.toUpperCase();
    const how = isProgressive ? (format === "jpeg" ? " that is progressive" : " that is interlaced") : "";
    return `The picture has more than the ${megapixels} megapixels that a ${kind}${how} may have; make it smaller.`;
  },
  damaged: () => "This file is not a picture that can be read; it may be damaged.",
});
