/** The parts of the library that can be looked at alone. */
export const pictureStates = ["all", "used", "unused", "removed"] as const;
export type PictureState = (typeof pictureStates)[number];
