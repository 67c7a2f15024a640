import { wording } from "#app/models/faults.ts";
import type { OtherKind } from "./fileKinds.server.ts";
import type { ImageFault } from "./prepare.server.ts";

/** Words why a file is not taken as a picture, and what to do. */
export const wordImageFault = wording<ImageFault>({
  empty: () => "The file is empty.",
  "too-large": () => "The file is larger than 50 MB.",
  "other-kind": ({ kind }) => otherKinds[kind],
  heic: () =>
    "This is a HEIC photo, and this server has no reader for its coding (HEVC). Export it as JPEG; an iPhone takes JPEG with Settings, Camera, Formats, Most Compatible.",
  "too-heavy-in-motion": ({ bytes, most }) =>
    `The picture has ${Math.ceil(bytes / 1e6)} MB as a GIF, and ${most / 1e6} MB are the most for one that moves; make it smaller, shorter or calmer, or upload a still of it.`,
  "too-many-frames": ({ frames, most }) =>
    `The picture moves through ${frames} frames, and ${most} are the most; shorten it.`,
  "too-many-pixels": ({ format, isProgressive, frames, megapixels }) => {
    if (frames > 1)
      return `The ${frames} frames of this picture have more than ${megapixels} megapixels together; make it smaller or shorter.`;
    const kind = format === "heif" ? "AVIF" : format.toUpperCase();
    const how = isProgressive ? (format === "jpeg" ? " that is progressive" : " that is interlaced") : "";
    return `The picture has more than the ${megapixels} megapixels that a ${kind}${how} may have; make it smaller.`;
  },
  "cut-off": () => "The file ends too early: it was not copied or downloaded as a whole. Fetch it again.",
  damaged: () => "The file begins like a picture and cannot be read further; it is damaged.",
});

const otherKinds: Record<OtherKind, string> = {
  svg: "This is an SVG drawing, which may hold programs and which mail programs do not show. Save it as PNG.",
  pdf: "This is a PDF document. Save its page as PNG or JPEG.",
  tiff: "This is a TIFF, which neither browsers nor mail programs show. Save it as JPEG or PNG.",
  bmp: "This is a BMP. Save it as PNG.",
  jxl: "This is a JPEG XL, which mail programs do not show. Save it as JPEG or PNG.",
  psd: "This is a Photoshop document. Save it as JPEG or PNG.",
  video: "This is a video, and mails show none. Take a still or a short GIF of it.",
  page: "This is a web page or another text, no picture: the address may lead to a page with the picture on it.",
  archive: "This is an archive or an office document. Take the picture out of it.",
  other: "This is no picture that we know. Upload a JPEG, PNG, WebP, AVIF or GIF.",
};
