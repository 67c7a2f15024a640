import type { NodeViewRenderer } from "@tiptap/core";

/**
 * Shows a block as it looks on the page, drawn again whenever its attributes change; nothing in it is typed.
 * @param name of its element
 * @param show fills the element
 */
export function drawnBlock<Attributes>(
  name: string,
  show: (element: HTMLElement, attributes: Attributes) => void,
): () => NodeViewRenderer {
  return () =>
    ({ node }) => {
      const dom = document.createElement(name);
      show(dom, node.attrs as Attributes);
      return {
        dom,
        update: (next) => {
          if (next.type !== node.type) return false;
          show(dom, next.attrs as Attributes);
          return true;
        },
        ignoreMutation: () => true,
      };
    };
}
