import { wordImageFault } from "#app/models/images/faultWords.server.ts";
import type { ArticleFileFault, FileFault, LeftOut } from "#app/models/articles/markdownFile.server.ts";
import { wording } from "#app/models/faults.ts";
import { wordMarkdownFault } from "#app/models/faultWords.server.ts";

const fileWords = {
  "no-file": () => "There is no such file.",
  folder: () => "This is a folder; name the files in it.",
  unreadable: ({ code }: { code: string }) => `The file cannot be read (${code}).`,
};
const wordFileFault = wording<FileFault>(fileWords);

const wordFault = wording<ArticleFileFault["fault"]>({
  ...fileWords,
  "too-large": () => "The file is larger than 2 MB.",
  "not-text": () => "The file is not text in UTF-8.",
  "no-front-matter": () =>
    "The file does not begin with front matter: a line ---, then headline and the rest, then --- again.",
  "front-matter-not-closed": () => "The front matter is not closed by a line ---.",
  "no-keys": () => "The front matter is a list of keys and values, like headline: …",
  "broken-front-matter": ({ why }) => `The front matter cannot be read: ${why}.`,
  "unknown-key": ({ key, keys }) => `“${key}” is not a key; there are ${keys.join(", ")}.`,
  "invalid-field": ({ field, item, why }) =>
    `${item !== null ? `${field} ${item}: ` : field === "body" ? "" : `${field}: `}${why}`,
  body: ({ fault }) => wordMarkdownFault(fault),
  "picture-address": ({ image }) => `“${image}” is an address; a picture is a file on this machine.`,
  "picture-file": ({ image, fault }) => `${image}: ${wordFileFault(fault)}`,
  picture: ({ image, fault }) => `${image}: ${wordImageFault(fault)}`,
  embargo: ({ until, isOnSite }) =>
    isOnSite
      ? `It is under embargo until ${until}, and the article is on the site: take it off there first.`
      : `It is under embargo until ${until}: import it without --publish, and publish it then.`,
  "same-slug": ({ slug, other }) => `Its slug “${slug}” is that of ${other}, too.`,
  taken: ({ slug }) => `There is already an article “${slug}”. --update saves over it.`,
  overtaken: ({ slug }) => `“${slug}” was saved by somebody else at this moment; import it again.`,
});

/** Words a fault of an article's file, with its place: `articles/a.md:3: …`. */
export function wordArticleFault({ path, line, fault }: ArticleFileFault): string {
  return `${placeIn(path, line)}: ${wordFault(fault)}`;
}

const leftOutWords: Record<LeftOut["what"], string> = {
  picture: "A picture in the text was left out; put it in at the desk.",
  "repeated-note": "A footnote that is referred to again stands there again, with a number of its own.",
  comment: "What reads like a comment of another program was left out.",
};

/** Says what of an article's file was left out or changed its form, with its place. */
export function wordLeftOut({ path, line, what }: LeftOut): string {
  return `${placeIn(path, line)}: ${leftOutWords[what]}`;
}

function placeIn(path: string, line: number | null): string {
  return line ? `${path}:${line}` : path;
}
