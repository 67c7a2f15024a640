import { codeOf } from "#words/languages.ts";
import arabic from "../styles/fonts/noto-sans-arabic.woff2?url";
import latin from "../styles/fonts/noto-sans-latin.woff2?url";
import serif from "../styles/fonts/newsreader-latin.woff2?url";

/** The fonts that a page of this language is sure to want; asked for early, they are there when the text is laid out. */
export function Fonts({ language }: { language: string }) {
  // Numbers and names in Latin letters stand on Arabic pages too.
  const files = codeOf(language) === "ar" ? [arabic, latin] : [serif];
  return files.map((href) => (
    <link key={href} rel="preload" as="font" type="font/woff2" href={href} crossOrigin="anonymous" />
  ));
}
