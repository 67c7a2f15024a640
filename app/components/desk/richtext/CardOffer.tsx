import type { Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import type { Node as ProseMirrorNode } from "@tiptap/pm/model";
import { NodeSelection, type EditorState } from "@tiptap/pm/state";
import { useEffect, useRef, useState } from "react";
import { Button } from "#app/components/desk/kit.tsx";
import type { LinkCard } from "#app/models/linkCards.ts";
import { fetchCard } from "./fetchCard.ts";
import { linkTyped } from "./links.ts";
import { caretBelow } from "./placing.ts";
import { useBeside, type Range } from "./useBeside.ts";

type CardOfferProps = {
  editor: Editor;
  /** Asks for the rest of a card that could not be fetched as a whole; it is selected. */
  onLacking: (card: LinkCard, fault: string) => void;
};

/** Offers to show an address that was pasted or typed alone in its paragraph as a card; Escape keeps it a link. */
export function CardOffer({ editor, onLacking }: CardOfferProps) {
  const { offer, dismiss } = useOffer(editor);
  const [state, setState] = useState<{ isFetching: boolean; fault: string }>(idle);
  const element = useBeside<HTMLDivElement>(editor, offer, "below");
  useOfferKeys(editor, offer !== null, element, dismiss);
  if (!offer) return null;
  const make = async () => {
    setState({ isFetching: true, fault: "" });
    const fetched = await fetchCard(offer.href);
    if ("error" in fetched) return setState({ isFetching: false, fault: fetched.error });
    setState(idle);
    if (editor.isDestroyed || !placeCard(editor, offer.href, fetched.card, fetched.fault !== null)) return;
    if (fetched.fault) onLacking(fetched.card, fetched.fault);
  };
  return (
    <div
      ref={element}
      role="group"
      aria-label="Show the address as a card"
      className="fixed z-20 flex w-[min(24rem,calc(100vw-1rem))] flex-wrap items-center gap-2 rounded-md border border-rule bg-raised p-1.5 text-sm text-ink shadow-2xl"
    >
      <Button type="button" kind="primary" disabled={state.isFetching} onClick={() => void make()}>
        Make it a card
      </Button>
      <Button type="button" onClick={() => dismiss()}>
        Keep the link <kbd className="text-xs text-muted">Esc</kbd>
      </Button>
      <p role="status" className="px-1 text-muted empty:hidden">
        {state.isFetching ? "Fetching the page…" : state.fault}
      </p>
    </div>
  );
}

const idle = { isFetching: false, fault: "" };

type Offer = Range & { href: string };

/** The address that was just written, until the caret leaves it. */
function useOffer(editor: Editor) {
  const [offer, setOffer] = useState<Offer | null>(null);
  const dismissed = useRef(new Set<string>());
  useEffect(() => {
    const changed = () => {
      const found = addressAlone(editor.state);
      setOffer(found && editor.isEditable && !dismissed.current.has(found.href) ? found : null);
    };
    const moved = () => setOffer((shown) => (shown ? addressAlone(editor.state) : null));
    editor.on("update", changed);
    editor.on("selectionUpdate", moved);
    return () => {
      editor.off("update", changed);
      editor.off("selectionUpdate", moved);
    };
  }, [editor]);
  const dismiss = () => {
    if (offer) dismissed.current.add(offer.href);
    setOffer(null);
    editor.view.focus();
  };
  return { offer, dismiss };
}

/** From the text, Tab leads to the offer and Escape ends it; so does Escape in it. */
function useOfferKeys(editor: Editor, isShown: boolean, element: { current: HTMLElement | null }, dismiss: () => void) {
  const act = useRef(dismiss);
  useEffect(() => {
    act.current = dismiss;
  });
  useEffect(() => {
    if (!isShown) return;
    const keys = (event: KeyboardEvent) => {
      const isInside = element.current?.contains(event.target as Node) ?? false;
      if (!isInside && !editor.view.dom.contains(event.target as Node)) return;
      if (event.key === "Escape") act.current();
      else if (event.key === "Tab" && !event.shiftKey && !isInside) element.current?.querySelector("button")?.focus();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the editor, for which Tab and Escape have a meaning of their own.
    addEventListener("keydown", keys, { capture: true });
    return () => removeEventListener("keydown", keys, { capture: true });
  }, [editor, isShown, element]);
}

/** Returns the paragraph at the caret, or the one above an empty one, that has an address and nothing else. */
function addressAlone({ selection, doc }: EditorState): Offer | null {
  const { $from, empty } = selection;
  if (!empty || !$from.parent.isTextblock) return null;
  const at = $from.before();
  if ($from.parent.content.size > 0) return addressIn($from.parent, at);
  const above = doc.resolve(at).nodeBefore;
  return above ? addressIn(above, at - above.nodeSize) : null;
}

function addressIn(node: ProseMirrorNode, at: number): Offer | null {
  // The space that ends a typed address may stand behind it.
  const isAlone = node.childCount === 1 || (node.childCount === 2 && node.lastChild!.text?.trim() === "");
  const text = node.type.name === "paragraph" && isAlone ? node.firstChild! : null;
  const href = text?.marks.find(({ type }) => type.name === "link")?.attrs.href as string | undefined;
  if (!text?.isText || !href || !/^https?:/i.test(href)) return null;
  const typed = linkTyped(text.text!);
  return "href" in typed && typed.href === href ? { href, from: at + 1, to: at + node.nodeSize - 1 } : null;
}

/** Puts the card in the place of its address. @returns false where that is no longer there */
function placeCard(editor: Editor, href: string, card: LinkCard, isSelected: boolean): boolean {
  const { state, view, schema } = editor;
  let found: Offer | null = null;
  state.doc.descendants((node, at) => {
    const here = addressIn(node, at);
    if (here?.href === href) found ??= here;
    return found === null;
  });
  if (!found) return false;
  const { from, to } = found as Offer;
  const $at = state.doc.resolve(from - 1);
  const type = schema.nodes.linkCard!;
  if (!$at.parent.canReplaceWith($at.index(), $at.index() + 1, type)) return false;
  const tr = closeHistory(state.tr).replaceWith(from - 1, to + 1, type.create(card));
  if (isSelected) tr.setSelection(NodeSelection.create(tr.doc, from - 1));
  else caretBelow(tr, from, schema);
  view.dispatch(tr.scrollIntoView());
  if (!isSelected) view.focus();
  return true;
}
