import { getMarkRange, type Editor } from "@tiptap/core";
import { AllSelection, Selection } from "@tiptap/pm/state";
import { useEditorState } from "@tiptap/react";
import { useEffect, useState, type KeyboardEvent } from "react";
import { Button, Field, TextInput, buttonClass } from "#app/components/desk/kit.tsx";
import { chosenWords, noteField } from "./footnoteField.ts";
import { linkFaultWords, linkTyped, linkWords, type LinkFault } from "./links.ts";
import { useBeside, type Range } from "./useBeside.ts";

type LinkPanelProps = {
  editor: Editor;
  /** True when the form was asked for, by the tool or its key. */
  isAsked: boolean;
  onAsk: () => void;
  onClose: () => void;
};

type Link = Range & { href: string };

/** A panel at a link: after a click where it leads, when asked the form that sets, changes and removes it. */
export function LinkPanel({ editor, isAsked, onAsk, onClose }: LinkPanelProps) {
  const isClicked = useClickedLink(editor);
  const { link, words, isFocused } = useEditorState({
    editor,
    selector: ({ editor: one }) => ({
      link: linkHere(one),
      words: chosenWords(one),
      isFocused: one.isFocused,
    }),
  });
  const remove = () => link && removeLink(editor, link);
  if (isAsked)
    return (
      <LinkForm
        key={link?.from}
        editor={editor}
        link={link}
        words={link ?? words}
        onRemove={() => {
          remove();
          onClose();
        }}
        onClose={onClose}
      />
    );
  return link && isClicked && isFocused ? (
    <LinkCard editor={editor} link={link} onChange={onAsk} onRemove={remove} />
  ) : null;
}

/** The link around the caret or the selection. */
function linkHere(editor: Editor): Link | null {
  const { selection, doc, schema } = editor.state;
  const isAll = selection instanceof AllSelection;
  const { from, to } = isAll ? { from: Selection.atStart(doc).from, to: Selection.atEnd(doc).to } : chosenWords(editor);
  const range = getMarkRange(doc.resolve(from), schema.marks.link!);
  if (!range || from < range.from || to > range.to) return null;
  const mark = doc.nodeAt(range.from)?.marks.find(({ type }) => type.name === "link");
  return mark ? { ...range, href: String(mark.attrs.href) } : null;
}

/** True from a click on a link until the next key. */
function useClickedLink(editor: Editor): boolean {
  const [isClicked, setClicked] = useState(false);
  useEffect(() => {
    const { dom } = editor.view;
    const click = ({ target }: MouseEvent) => setClicked(target instanceof Element && target.closest("a") !== null);
    const end = () => setClicked(false);
    dom.addEventListener("click", click);
    dom.addEventListener("keydown", end);
    return () => {
      dom.removeEventListener("click", click);
      dom.removeEventListener("keydown", end);
    };
  }, [editor]);
  return isClicked;
}

type LinkCardProps = { editor: Editor; link: Link; onChange: () => void; onRemove: () => void };

function LinkCard({ editor, link, onChange, onRemove }: LinkCardProps) {
  const element = useBeside<HTMLDivElement>(editor, link, "below");
  return (
    <div ref={element} role="group" aria-label="Link" className={`${panelLook} flex items-center gap-2 py-1 ps-3 pe-1`}>
      <a
        href={link.href}
        target="_blank"
        rel="noreferrer"
        dir="ltr"
        title={link.href}
        className="min-w-0 flex-1 truncate text-accent underline underline-offset-4"
      >
        {link.href.replace(/^(https?:\/\/|mailto:)/i, "")}
      </a>
      <Button type="button" onClick={onChange}>
        Change
      </Button>
      <Button type="button" onClick={onRemove}>
        Remove
      </Button>
    </div>
  );
}

type LinkFormProps = {
  editor: Editor;
  link: Link | null;
  words: Range;
  onRemove: () => void;
  onClose: () => void;
};

/** Asks for an address, and for the words where none are selected. */
function LinkForm({ editor, link, words, onRemove, onClose }: LinkFormProps) {
  const element = useBeside<HTMLDivElement>(editor, words, "below");
  const [address, setAddress] = useState(link?.href ?? "");
  const [shown, setShown] = useState("");
  const [fault, setFault] = useState<LinkFault | null>(null);
  useEffect(() => {
    const field = element.current?.querySelector("input");
    field?.focus({ preventScroll: true });
    field?.select();
  }, [element]);
  const asksForWords = !link && words.from === words.to;
  const set = () => {
    const typed = linkTyped(address);
    if ("error" in typed) return setFault(typed.error);
    setLink(editor, typed.href, words, asksForWords ? shown.trim() || address.trim() : null);
    onClose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    else if (event.key === "Enter" && event.target instanceof HTMLInputElement) set();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of its fields
    <div
      ref={element}
      role="dialog"
      aria-label={link ? "Change the link" : "Link to"}
      className={`${panelLook} space-y-3 p-4`}
      onKeyDown={onKeyDown}
    >
      <Field id="link-href" label="Address" error={fault && linkFaultWords[fault]}>
        <TextInput
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          dir="ltr"
          placeholder="example.org/report"
          value={address}
          onChange={(event) => setAddress(event.target.value)}
        />
      </Field>
      {asksForWords && (
        <Field id="link-words" label="Words" hint="Left empty, the address itself is shown.">
          <TextInput autoComplete="off" dir="auto" value={shown} onChange={(event) => setShown(event.target.value)} />
        </Field>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {link && (
          <>
            <Button type="button" kind="danger" className="mr-auto" onClick={onRemove}>
              Remove the link
            </Button>
            <a href={link.href} target="_blank" rel="noreferrer" className={buttonClass()}>
              Open it
            </a>
          </>
        )}
        <Button type="button" onClick={onClose}>
          Cancel
        </Button>
        <Button type="button" kind="primary" onClick={set}>
          {link ? "Save the link" : "Set the link"}
        </Button>
      </div>
    </div>
  );
}

const panelLook =
  "fixed z-20 w-[min(30rem,calc(100vw-1rem))] rounded-md border border-rule bg-raised text-sm text-ink shadow-2xl";

/** Links the words of a range, but for those of footnotes in it; or inserts `words` in its place. */
function setLink(editor: Editor, href: string, range: Range, words: string | null) {
  const { state, view, schema } = editor;
  const link = schema.marks.link!.create({ href });
  if (words === null) view.dispatch(linkWords(state.tr, range, link));
  else if (noteField(editor)) view.dispatch(state.tr.replaceWith(range.from, range.to, schema.text(words, [link])));
  else editor.commands.insertContent({ type: "text", text: words, marks: [{ type: "link", attrs: { href } }] });
}

function removeLink(editor: Editor, { from, to }: Range) {
  const { state, view, schema } = editor;
  if (noteField(editor)) view.dispatch(state.tr.removeMark(from, to, schema.marks.link));
  else editor.chain().setTextSelection({ from, to }).unsetMark("link").setTextSelection(to).run();
}
