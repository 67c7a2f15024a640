import { Node } from "@tiptap/core";
import { Fragment, type Node as ProseMirrorNode } from "@tiptap/pm/model";
import { NodeSelection, type EditorState } from "@tiptap/pm/state";
import { textAttribute, viewOf } from "./boxes.ts";
import { caretBelow } from "./placing.ts";
import type { Tool } from "./tools.ts";

const most = 4;

/** Images side by side, with the field of their caption below. */
export const GalleryNode = Node.create({
  name: "gallery",
  group: "block",
  content: "image{0,4}",
  addAttributes: () => textAttribute("caption", "data-gallery"),
  parseHTML: () => [{ tag: "aside[data-gallery]" }],
  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],
  addNodeView: () =>
    viewOf({
      className: "gallery",
      content: "div",
      fields: [{ attribute: "caption", label: "Caption of the gallery", longest: 300 }],
    }),
});

/** Puts the images that stand one below another into a gallery, or takes a gallery apart. */
export const galleryTool: Tool = {
  name: "Gallery",
  words: "images pictures photos side by side grid",
  icon: "M4 4h7v7H4zM13 4h7v7h-7zM4 13h7v7H4zM13 13h7v7h-7z",
  rare: true,
  on: (editor) => editor.isActive("gallery"),
  can: (editor) => editor.isActive("gallery") || imagesHere(editor.state) !== null,
  run: (editor) => {
    const { state, view } = editor;
    const gallery = galleryAround(state);
    const images = imagesHere(state);
    const { tr } = state;
    if (gallery) tr.replaceWith(gallery.at, gallery.at + gallery.node.nodeSize, gallery.node.content);
    else if (images) tr.replaceWith(images.from, images.to, state.schema.nodes.gallery!.create(null, images.content));
    else return;
    view.dispatch(
      caretBelow(
        tr,
        tr.mapping.map(gallery ? gallery.at + gallery.node.nodeSize : images!.to, 1),
        state.schema,
      ).scrollIntoView(),
    );
    view.focus();
  },
};

function galleryAround({ selection }: EditorState): { node: ProseMirrorNode; at: number } | null {
  const { $from } = selection;
  if (selection instanceof NodeSelection && selection.node.type.name === "gallery")
    return { node: selection.node, at: selection.from };
  const { parent } = $from;
  return parent.type.name === "gallery" ? { node: parent, at: $from.before() } : null;
}

/** Returns the images at the selection and those right beside them, as many as a gallery takes. */
function imagesHere({ selection }: EditorState): { from: number; to: number; content: Fragment } | null {
  const range = selection.$from.blockRange(selection.$to);
  if (!range || range.parent.type.name === "gallery") return null;
  const { parent } = range;
  const isImage = (index: number) => parent.maybeChild(index)?.type.name === "image";
  let first = range.startIndex;
  while (first < range.endIndex && !isImage(first)) first += 1;
  if (!isImage(first)) return null;
  while (isImage(first - 1)) first -= 1;
  let from = range.$from.start(range.depth);
  for (let i = 0; i < first; i += 1) from += parent.child(i).nodeSize;
  const images: ProseMirrorNode[] = [];
  for (let i = first; isImage(i) && images.length < most; i += 1) images.push(parent.child(i));
  const content = Fragment.from(images);
  return { from, to: from + content.size, content };
}
