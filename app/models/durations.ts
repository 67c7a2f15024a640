// In milliseconds. A day is always 24 hours here: for a day of the calendar, which may have 23 or 25, ask luxon.

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
