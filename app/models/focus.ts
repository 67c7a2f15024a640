/** The point of a picture that stays in sight where it is cut: hundredths from its left and its top. */
type FocalPoint = { x: number; y: number };

/** Reads a focal point as it is stored, like `30,70`; the middle for anything else. */
export function focalPoint(stored = ""): FocalPoint {
  const [x, y] = stored && isFocus(stored) ? stored.split(",").map(Number) : [];
  return { x: x ?? 50, y: y ?? 50 };
}

/** True for a stored focal point, and for none. */
export function isFocus(stored: string): boolean {
  return stored === "" || /^(\d{1,2}|100),(\d{1,2}|100)$/.test(stored);
}

/** Returns a focal point as it is stored. */
export function storedFocus({ x, y }: FocalPoint): string {
  const within = (value: number) => Math.min(100, Math.max(0, Math.round(value)));
  return within(x) === 50 && within(y) === 50 ? "" : `${within(x)},${within(y)}`;
}

/** Its place for CSS, like `30% 70%`; undefined for the middle, which needs none. */
export function focusPosition(stored: string | undefined): string | undefined {
  if (!stored) return undefined;
  const { x, y } = focalPoint(stored);
  return `${x}% ${y}%`;
}
