import arabic from "@fontsource-variable/noto-sans-arabic/files/noto-sans-arabic-arabic-wght-normal.woff2?url";
import serif from "@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2?url";
import { codeOf } from "#words/languages.ts";

/** The font that a page of this language is sure to want; asked for early, it is there when the text is laid out. */
export function Fonts({ language }: { language: string }) {
  const href = codeOf(language) === "ar" ? arabic : serif;
  return <link rel="preload" as="font" type="font/woff2" href={href} crossOrigin="anonymous" />;
}
