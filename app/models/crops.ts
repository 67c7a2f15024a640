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
