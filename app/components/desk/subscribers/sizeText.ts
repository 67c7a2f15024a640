/** @returns the size of a file in words, like `4.2 MB` */
export function sizeText(bytes: number): string {
  const units = ["bytes", "KB", "MB"];
  const power = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  const size = bytes / 1000 ** power;
  return `${size.toLocaleString("en", { maximumFractionDigits: size < 10 && power > 0 ? 1 : 0 })} ${units[power]}`;
}
