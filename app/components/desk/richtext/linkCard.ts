import { Node, type Editor } from "@tiptap/core";
import { NodeSelection } from "@tiptap/pm/state";
import { closeHistory } from "@tiptap/pm/history";
import { shownCard, type LinkCard } from "#app/models/linkCards.ts";
import { isSafeLink } from "#app/models/marks.ts";
import { textAttribute } from "./boxes.ts";
import { ownImagePath } from "./image.ts";
import { caretAt } from "./typing.ts";
import type { Tool } from "./tools.ts";
import { drawnBlock } from "./drawnBlock.ts";

/** Returns an attribute that is a number, and a data attribute of the copied block. */
export const numberAttribute = (name: string) => ({
  default: 0,
  parseHTML: (element: HTMLElement) => Number(element.getAttribute(`data-${name}`) ?? 0) || 0,
  renderHTML: (attributes: Record<string, unknown>) => ({ [`data-${name}`]: String(attributes[name]) }),
});

/** A link as a card, as it looks on the page. */
export const LinkCardNode = Node.create({
  name: "linkCard",
  group: "block",
  atom: true,
  addAttributes: () => ({
    href: {
      isRequired: true,
      parseHTML: (element: HTMLElement) => element.getAttribute("data-card"),
      renderHTML: ({ href }) => ({ "data-card": String(href) }),
    },
    ...textAttribute("title", "data-title"),
    ...textAttribute("description", "data-description"),
    ...textAttribute("site", "data-site"),
    isVideo: {
      default: false,
      parseHTML: (element: HTMLElement) => element.getAttribute("data-video") === "true",
      renderHTML: ({ isVideo }) => ({ "data-video": String(isVideo) }),
    },
    src: {
      default: "",
      parseHTML: (element: HTMLElement) => ownImagePath(element.getAttribute("data-image")) ?? "",
      renderHTML: ({ src }) => ({ "data-image": String(src) }),
    },
    width: numberAttribute("width"),
    height: numberAttribute("height"),
  }),
  parseHTML: () => [
    {
      tag: "aside[data-card]",
      getAttrs: (element) => (isSafeLink(element.getAttribute("data-card") ?? "") ? null : false),
    },
  ],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, String(HTMLAttributes["data-title"])],
  addNodeView: drawnBlock<LinkCard>("div", show),
});

/** The attributes of its element. */
export const linkCardAttributes = [
  ...["data-card", "data-title", "data-description", "data-site"],
  ...["data-video", "data-image", "data-width", "data-height"],
];

function show(dom: HTMLElement, attrs: LinkCard) {
  const card = shownCard({ attrs });
  if (!card) return;
  const { picture, title, description, site, isVideo } = card;
  dom.classList.add("link-card");
  if (picture) dom.dataset.picture = picture.isBanner ? "above" : "beside";
  else delete dom.dataset.picture;
  const image = picture && Object.assign(document.createElement("img"), { src: picture.src, alt: "" });
  if (image) Object.assign(image, { width: picture.width, height: picture.height });
  const line = (name: string, text: string) =>
    Object.assign(document.createElement(name), { textContent: text, dir: "auto" });
  const words = Object.assign(document.createElement("span"), { className: "link-card-words" });
  words.append(
    line("strong", title),
    ...(description ? [line("span", description)] : []),
    line("small", isVideo ? `Video · ${site}` : site),
  );
  const inner = document.createElement("div");
  inner.append(...(image ? [image] : []), words);
  dom.replaceChildren(inner);
}

/** Returns the card that is selected, or null. */
function cardHere({ state: { selection } }: Editor): LinkCard | null {
  return selection instanceof NodeSelection && selection.node.type.name === "linkCard"
    ? (selection.node.attrs as LinkCard)
    : null;
}

/** Puts a link, alone in a paragraph, in the place of the selected card. */
export function cardToLink(editor: Editor): void {
  const { state, view, schema } = editor;
  const { selection, tr } = state;
  const card = cardHere(editor);
  if (!card) return;
  const text = schema.text(card.href, [schema.marks.link!.create({ href: card.href })]);
  tr.replaceWith(selection.from, selection.to, schema.nodes.paragraph!.create(null, text));
  view.dispatch(closeHistory(caretAt(tr, selection.from + 1 + card.href.length)).scrollIntoView());
  view.focus();
}

const icon = "M4 6h16v12H4zM4 13h16M7 16h6";

/** A card for an address that is asked for. */
export const linkCardTool: Tool = {
  name: "Link as a card",
  words: "embed bookmark preview video youtube vimeo post opengraph",
  typed: "an address alone on its line, then Tab and Enter",
  icon,
  rare: true,
  on: (editor) => editor.isActive("linkCard"),
  run: (editor, dialogs) => dialogs.card(cardHere(editor)),
};

/** The tools of a selected card. */
export const insideLinkCard: Tool[] = [
  { ...linkCardTool, name: "Change the card", icon: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3" },
  {
    name: "Make it a link",
    icon: "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7L12 17",
    run: (editor) => cardToLink(editor),
  },
];
