import arabic from "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2?url";
import sans from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2?url";
import serif from "@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2?url";
import { codeOf } from "#words/languages.ts";

/** The fonts that a page of this language is sure to want; asking early keeps the text from jumping. */
export function Fonts({ language }: { language: string }) {
  const wanted = codeOf(language) === "ar" ? [arabic] : [serif, sans];
  return wanted.map((href) => (
    <link key={href} rel="preload" as="font" type="font/woff2" href={href} crossOrigin="anonymous" />
  ));
}
