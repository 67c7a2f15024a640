/** Returns like `1,234 readers`, `1 reader`, alike on server and browser. */
export function wordedCount(count: number, one: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : `${one}s`}`;
}
