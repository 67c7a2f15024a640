import { Dialog as Radix } from "radix-ui";
import { lazy, Suspense, useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { mayActAs } from "#app/models/roles.ts";
import type { Role } from "#db/schema/desk.ts";
import { entriesOfPage, rankEntries, standingEntries, type PaletteEntry } from "./paletteEntries.ts";
import { keepChosen, recentlyChosen } from "./recentlyChosen.ts";
import { useFound } from "./useFound.ts";

const Keys = lazy(async () => ({
  default: (await import("#app/components/desk/richtext/Shortcuts.tsx")).ShortcutSheet,
}));

/** The router's ways, which the desk's own page has. */
export type PaletteWays = { go: (path: string) => void; beginIssue: () => void };

type PaletteProps = { editor: { id: number; role: Role }; ways: PaletteWays; onClose: () => void };

/** Finds a page, an article, an issue or an action by its words, and goes there or does it. */
export function Palette({ editor, ways, onClose }: PaletteProps) {
  const [showsKeys, setShowsKeys] = useState(false);
  const then = useRef<(() => void) | null>(null);
  const choose = (entry: PaletteEntry) => {
    if ("show" in entry.act) return setShowsKeys(true);
    keepChosen(editor.id, entry);
    then.current = () => perform(entry.act, ways);
    onClose();
  };
  if (showsKeys)
    return (
      <Suspense>
        <Keys onClose={onClose} />
      </Suspense>
    );
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <Radix.Content
          aria-describedby={undefined}
          // Nothing of the page can be pressed while the palette has the focus.
          onCloseAutoFocus={(event) => {
            if (!then.current) return;
            event.preventDefault();
            then.current();
          }}
          className="fixed inset-x-4 top-4 z-50 mx-auto flex max-h-[calc(100dvh-2rem)] max-w-xl flex-col rounded-lg border border-rule bg-raised text-ink shadow-2xl sm:top-[12dvh] sm:max-h-[70dvh]"
        >
          <Radix.Title className="sr-only">Find or do</Radix.Title>
          <Finder editor={editor} onChoose={choose} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Does what was chosen, once the palette is closed. */
function perform(act: PaletteEntry["act"], { go, beginIssue }: PaletteWays): void {
  if ("go" in act) go(act.go);
  if ("begin" in act) beginIssue();
  if ("press" in act) {
    act.press.focus();
    act.press.click();
  }
}

type FinderProps = { editor: PaletteProps["editor"]; onChoose: (entry: PaletteEntry) => void };

/** The field and what it finds. The focus stays in the field; the arrows move which one is chosen. */
function Finder({ editor, onChoose }: FinderProps) {
  const list = useId();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const found = useFound(words.trim());
  const entries = useEntries(editor, words, found.entries);
  const chosen = Math.min(at, entries.length - 1);
  const listed = useRef<HTMLDivElement>(null);
  useEffect(() => {
    listed.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [chosen, entries]);
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    // Safari says with 229 alone that Enter ends a composed word.
    const isComposing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (isComposing || (!step && event.key !== "Enter")) return;
    event.preventDefault();
    if (step) setAt((chosen + step + entries.length) % Math.max(1, entries.length));
    else if (entries[chosen]) onChoose(entries[chosen]);
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Find or do"
        aria-expanded
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={entries.length > 0 ? `${list}-${chosen}` : undefined}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        placeholder="A page, an article, an issue, something to do"
        value={words}
        onChange={(event) => {
          setWords(event.target.value);
          setAt(0);
        }}
        onKeyDown={keys}
        className="min-h-12 w-full shrink-0 rounded-t-lg border-b border-rule bg-raised px-4 text-base outline-offset-[-2px] placeholder:text-muted"
      />
      <div ref={listed} id={list} role="listbox" aria-label="Found" className="min-h-0 overflow-y-auto p-1">
        {entries.map((entry, i) => (
          <EntryLine
            key={entry.key}
            id={`${list}-${i}`}
            entry={entry}
            isChosen={i === chosen}
            onChoose={() => onChoose(entry)}
          />
        ))}
      </div>
      <p role="status" className="shrink-0 border-t border-rule px-4 py-2 text-xs text-muted">
        {statusOf(entries.length, found)}
      </p>
    </>
  );
}

/** The entries as they are shown: those of the page, those of the desk, and those that were found. */
function useEntries({ id, role }: FinderProps["editor"], words: string, found: PaletteEntry[]): PaletteEntry[] {
  const [here] = useState(() => entriesOfPage(document.getElementById("main")!));
  const [recent] = useState(() =>
    recentlyChosen(id).filter(({ go }) => !go?.startsWith("/desk/issues/") || mayActAs(role, "editor")),
  );
  return useMemo(() => {
    const standing = [...here, ...standingEntries(role)];
    const before = recent.flatMap(({ key, name, kind, go }) =>
      go && !standing.some((one) => one.key === key) && ["Article", "Issue"].includes(kind)
        ? [{ key, name, kind, act: { go } }]
        : [],
    );
    const ranked = rankEntries(
      [...standing, ...before],
      words,
      recent.map(({ key }) => key),
    );
    return [...ranked, ...found.filter((one) => !ranked.some(({ key }) => key === one.key))];
  }, [here, recent, role, words, found]);
}

function statusOf(count: number, { away, isAsking }: ReturnType<typeof useFound>): string {
  const listed = count === 0 ? "Nothing is like that." : `${count} to choose from.`;
  if (away) return `${listed} The desk cannot be reached, so articles and issues are not looked for.`;
  return isAsking ? "Looking for articles and issues…" : listed;
}

type EntryLineProps = { id: string; entry: PaletteEntry; isChosen: boolean; onChoose: () => void };

function EntryLine({ id, entry: { name, kind }, isChosen, onChoose }: EntryLineProps) {
  return (
    // The keys are the field's, which keeps the focus.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={isChosen}
      onClick={onChoose}
      className="flex min-h-10 cursor-pointer items-center justify-between gap-4 rounded px-3 py-1.5 text-sm hover:bg-sunken aria-selected:bg-sunken aria-selected:outline-2 aria-selected:-outline-offset-2 aria-selected:outline-accent pointer-coarse:min-h-11"
    >
      <bdi className="min-w-0 wrap-anywhere">{name}</bdi>
      <span className="shrink-0 text-xs text-muted">{kind}</span>
    </div>
  );
}
