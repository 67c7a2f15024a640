/** A part of a picture, in whole hundredths of its width and height. */
export type Crop = { left: number; top: number; width: number; height: number };

export const wholePicture: Crop = { left: 0, top: 0, width: 100, height: 100 };

/** The least width and height of a part. */
const least = 5;

/** Returns the crop that fits a picture and is nearest to what is asked for. */
export function fittingCrop({ left, top, width, height }: Crop): Crop {
  const within = (value: number, low: number, high: number) =>
    Math.round(Math.min(high, Math.max(low, Number.isFinite(value) ? value : low)));
  const [x, y] = [within(left, 0, 100 - least), within(top, 0, 100 - least)];
  return { left: x, top: y, width: within(width, least, 100 - x), height: within(height, least, 100 - y) };
}

/** The forms that a part may be held to: width to height; null for any. */
export const cropForms = { free: null, "1:1": 1, "4:3": 4 / 3, "16:9": 16 / 9 } as const;
export type CropForm = keyof typeof cropForms;

/** The size of the whole picture, in pixels. */
type Size = { width: number; height: number };

/**
 * Returns the part that begins where another does and has a form, as wide as asked or as the picture allows. A hundredth
 * of a side is its smallest step, so that the form is met to within one.
 */
export function formedCrop(crop: Crop, form: CropForm, picture: Size): Crop {
  const fitting = fittingCrop(crop);
  const tall = tallness(form, picture);
  if (tall === null) return fitting;
  const [widest, narrowest] = [Math.min(100 - fitting.left, (100 - fitting.top) / tall), Math.max(least, least / tall)];
  const width = Math.min(widest, Math.max(narrowest, fitting.width));
  return fittingCrop({ ...fitting, width, height: width * tall });
}

/** Returns the largest part with a form within another, in its middle. */
export function middleCrop(crop: Crop, form: CropForm, picture: Size): Crop {
  const fitting = fittingCrop(crop);
  const tall = tallness(form, picture);
  if (tall === null) return fitting;
  const width = Math.min(fitting.width, fitting.height / tall);
  const left = fitting.left + (fitting.width - width) / 2;
  return formedCrop({ left, top: fitting.top + (fitting.height - width * tall) / 2, width, height: 0 }, form, picture);
}

/** Returns the part that is drawn from one place to another, both in hundredths; the first is one of its corners. */
export function drawnCrop(from: Place, to: Place, form: CropForm, picture: Size): Crop {
  const tall = tallness(form, picture);
  const [across, down] = [to.x < from.x ? from.x : 100 - from.x, to.y < from.y ? from.y : 100 - from.y];
  const asked = Math.min(Math.abs(to.x - from.x), across);
  const width = tall === null ? asked : Math.min(asked, down / tall);
  const height = tall === null ? Math.min(Math.abs(to.y - from.y), down) : width * tall;
  const [left, top] = [to.x < from.x ? from.x - width : from.x, to.y < from.y ? from.y - height : from.y];
  return formedCrop({ left, top, width, height }, form, picture);
}

type Place = { x: number; y: number };

/** Returns how many hundredths a part is high for each that it is wide; null for any. */
function tallness(form: CropForm, { width, height }: Size): number | null {
  const ratio = cropForms[form];
  return ratio === null ? null : width / height / ratio;
}
