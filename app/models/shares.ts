/** The least total of which a share is said in per cent: 42.9 % of seven readers is a way of not saying three. */
const leastTotal = 30;

/** @returns like `0.31 %`; what is not all is never said to be, so `99.99 %` and not `100 %` */
export function percent(share: number): string {
  const isNearlyAll = share > 0.99 && share < 1;
  const digits = { maximumFractionDigits: share < 0.1 || isNearlyAll ? 2 : 0 };
  return `${(share * 100).toLocaleString("en", { ...digits, ...(isNearlyAll && { roundingMode: "floor" }) })} %`;
}

/** A count as a share of a total; null of a total of 0, and where there are more than the total: then it is no share of it. */
export function shareOfTotal(count: number, of: number): number | null {
  return of > 0 && count >= 0 && count <= of ? count / of : null;
}

/** A share in words: `0.31 %`, of a small total `3 of 7`; empty where it is none. */
export function shareWords(count: number, of: number): string {
  const share = shareOfTotal(count, of);
  if (share === null) return "";
  return of < leastTotal ? `${count.toLocaleString("en")} of ${of.toLocaleString("en")}` : percent(share);
}
