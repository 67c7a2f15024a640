import { localeOf } from "./languages.ts";

/** @param share from 0 to 1 @returns like "33%" or "33 %", as the language writes it */
export function percentIn(tag: string, share: number): string {
  return new Intl.NumberFormat(localeOf(tag), { style: "percent", maximumFractionDigits: 0 }).format(share);
}
