import { picturesIn } from "#app/models/body.ts";
import type { Issue } from "#app/models/issues/issues.server.ts";
import type { Found, IssueCheck, PreflightFacts, StoredFacts } from "./check.server.ts";
import { named, type FindingSpot } from "./spots.server.ts";
import { plainWords } from "./wordForms.server.ts";

/** A picture that readers see; `src`: its path on the site, sizes in pixels. `isSmall`: meant to be half as wide. */
type PictureUse = { at: FindingSpot; src: string; width: number; alt: string; isMailed: boolean; isSmall: boolean };

/** Returns the pictures of an issue, the lead picture of each article first. */
export function picturesOf(issue: Issue): PictureUse[] {
  const ofBody = (body: Issue["intro"], at: FindingSpot, isMailed: boolean) =>
    picturesIn(body).map(({ src, width, alt, size }) => ({ at, src, width, alt, isMailed, isSmall: size === "small" }));
  return [
    ...ofBody(issue.intro, { kind: "intro" }, true),
    ...issue.sections.flatMap(({ heading, text }, i) =>
      ofBody(text, { kind: "section", id: i + 1, words: heading }, true),
    ),
    ...ofBody(issue.outro, { kind: "outro" }, true),
    ...issue.articles.flatMap(({ id, headline, image, imageAlt: alt, body, display }) => {
      const at: FindingSpot = { kind: "article", id, words: headline };
      const lead = image && { at, src: image.path, width: image.width, alt, isMailed: true, isSmall: false };
      return [...(lead ? [lead] : []), ...ofBody(body, at, display === "full")];
    }),
  ];
}

/** Pixels of the column of the mail, and bytes that a phone should not have to load for one picture, and for all. */
const column = 544;
const heavy = 1_000_000;
const heavyInAll = 3_000_000;

/** Checks of the pictures themselves. */
export const pictureChecks = {
  "useless-alt": ofEach("Descriptions of pictures say what they show.", ({ at, alt }) =>
    isUselessAlt(alt.trim(), at.words ?? "") ? "has a description that tells nobody what it shows" : null,
  ),
  "undescribed-picture": ofEach("Every picture of the issue's own texts has a description.", ({ at, alt }) =>
    at.kind !== "article" && alt.trim() === "" ? "has no description for those who cannot see it" : null,
  ),
  "narrow-picture": ofEach("Every picture is as wide as the text.", ({ width, isSmall }) =>
    width < (isSmall ? column / 2 : column)
      ? `is ${width} pixels wide, where the mail has room for ${isSmall ? column / 2 : column}`
      : null,
  ),
  "heavy-picture": ofEach("No picture weighs more than 1 MB.", (_, stored) =>
    stored && stored.bytes > heavy ? `weighs ${megabytes(stored.bytes)}, which takes a phone seconds to load` : null,
  ),
  "moving-picture": ofEach("No picture moves.", (_, stored) =>
    stored && stored.frames > 1 ? "moves: Outlook shows only how it begins, and nobody can stop it" : null,
  ),
  "see-through-picture": ofEach("Every picture stands out in dark, too.", (_, stored) =>
    stored?.hasAlpha ? "is transparent: dark lines in it cannot be seen on a dark ground" : null,
  ),
  "heavy-pictures": {
    place: "mail",
    level: "advisory",
    asks: "All pictures together weigh less than 3 MB.",
    find: ({ issue, pictures }) => {
      const paths = new Set(picturesOf(issue).flatMap(({ src, isMailed }) => (isMailed ? [src] : [])));
      const bytes = [...paths].reduce((sum, path) => sum + (pictures.get(path)?.bytes ?? 0), 0);
      return bytes > heavyInAll
        ? [
            {
              at: { kind: "articles" },
              why: `The pictures weigh ${megabytes(bytes)} together: on a phone they come late, and cost money abroad.`,
            },
          ]
        : [];
    },
  },
} satisfies Record<string, IssueCheck>;

const emptyAlt =
  /^(image|picture|photo|photograph|graphic|logo|icon|img|pic|bild|foto|grafik|photo d’illustration|imagen|imagem|صورة|untitled|alt|placeholder|screenshot)[\s\d.]*$/i;

/** True for a description that is a file's name, the word "image", or the headline once more. */
function isUselessAlt(alt: string, headline: string): boolean {
  if (alt === "") return false;
  if (emptyAlt.test(alt)) return true;
  if (/\.(jpe?g|png|gif|webp|avif|svg|heic)$/i.test(alt) || /^(img|dsc|dscn|pxl|screenshot)[-_ ]?\d{3,}/i.test(alt))
    return true;
  return plainWords(alt).join(" ") === plainWords(headline).join(" ");
}

/** @param find what a sentence says of one picture, or null */
function ofEach(
  asks: string,
  find: (picture: PictureUse, stored: StoredFacts | undefined) => string | null,
): IssueCheck {
  return {
    place: "pieces",
    level: "advisory",
    asks,
    find: ({ issue, pictures }: PreflightFacts) =>
      picturesOf(issue).flatMap((picture): Found[] => {
        const words = picture.isMailed ? find(picture, pictures.get(picture.src)) : null;
        const name = picture.alt ? `The picture “${picture.alt}”` : "A picture";
        return words ? [{ at: picture.at, why: `${name} in ${named(picture.at)} ${words}.` }] : [];
      }),
  };
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toLocaleString("en", { maximumFractionDigits: 1 })} MB`;
}
