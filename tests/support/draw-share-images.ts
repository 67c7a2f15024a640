import { drawPixels } from "#app/shareImage/card.server.ts";
import { loadFonts } from "#app/shareImage/fonts.server.ts";
import { openShareImages } from "#app/shareImage/images.server.ts";
import { cards, thumbnail } from "./share-images.ts";

/** Draws every card with the fonts of the folder given, in a process of its own, as Pango knows a font for all of it. */
const fonts = await loadFonts(process.argv[2]);
const images = { ...openShareImages(), fonts: Promise.resolve(fonts) };
const drawn = await Promise.all(
  Object.entries(cards).map(async ([code, card]) => [code, (await thumbnail(card, images)).toString("base64")]),
);
const { data } = await (await drawPixels(fonts, cards.en!)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
const colours = new Set(Array.from({ length: data.length / 3 }, (_, i) => data.readUIntBE(i * 3, 3)));
process.stdout.write(JSON.stringify({ faults: fonts.faults, cards: Object.fromEntries(drawn), bare: colours.size }));
