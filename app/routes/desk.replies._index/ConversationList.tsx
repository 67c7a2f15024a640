import { Link } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { Time } from "#app/components/desk/Time.tsx";
import { Badge, type Tone } from "#app/components/desk/kit.tsx";
import type { ConversationLine } from "#app/models/conversations/inbox.server.ts";
import { deskReplyPath } from "#app/models/deskPaths.ts";

/** Conversations, the newest first; `j` and `k` go from one to the next. */
export function ConversationList({ lines, timeZone }: { lines: ConversationLine[]; timeZone: string }) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || !/^[jk]$/.test(event.key)) return;
      if (event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]")) return;
      const links = [...(list.current?.querySelectorAll("a") ?? [])];
      const at = links.indexOf(document.activeElement as HTMLAnchorElement);
      links[Math.max(0, Math.min(links.length - 1, at + (event.key === "j" ? 1 : -1)))]?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <ul ref={list} className="divide-y divide-rule overflow-hidden rounded-lg border border-rule bg-raised">
        {lines.map((line) => (
          <li key={line.id}>
            <Line line={line} timeZone={timeZone} />
          </li>
        ))}
      </ul>
      <p className="mt-3 hidden text-sm text-muted sm:block">
        <kbd>j</kbd> and <kbd>k</kbd> go through the conversations, Enter opens one.
      </p>
    </>
  );
}

function Line({ line, timeZone }: { line: ConversationLine; timeZone: string }) {
  const { id, from, subject, words, lastAt, issue, assignedTo, files, messages, isUnread } = line;
  return (
    <Link
      to={deskReplyPath(id)}
      className="block px-4 py-3 -outline-offset-2 hover:bg-sunken/60 focus-visible:bg-sunken/60"
    >
      <span className="flex flex-wrap items-baseline justify-between gap-x-4">
        <span className={`min-w-0 wrap-anywhere ${isUnread ? "font-semibold" : ""}`}>
          {isUnread && <span className="me-2 inline-block size-2 rounded-full bg-accent align-middle" aria-hidden />}
          {isUnread && <span className="sr-only">New: </span>}
          <bdi>{from || "Nobody named"}</bdi>
          {messages > 1 && <span className="ms-2 font-normal text-muted">{messages} messages</span>}
        </span>
        <span className="text-sm text-muted">
          <Time at={lastAt} timeZone={timeZone} />
        </span>
      </span>
      <span dir="auto" className={`block text-sm wrap-anywhere ${isUnread ? "font-medium" : ""}`}>
        {subject || "No subject"}
      </span>
      <span dir="auto" className="line-clamp-2 text-sm wrap-anywhere text-muted">
        {words}
      </span>
      <span className="mt-1 flex flex-wrap items-center gap-2 text-sm text-muted empty:hidden">
        {marksOf(line).map(([tone, name]) => (
          <Badge key={name} tone={tone}>
            {name}
          </Badge>
        ))}
        {issue !== null && <span>Issue {issue}</span>}
        {files > 0 && <span>{files === 1 ? "1 file" : `${files} files`}</span>}
        {assignedTo && (
          <span>
            with <bdi>{assignedTo}</bdi>
          </span>
        )}
      </span>
    </Link>
  );
}

const apartWords = { "auto-reply": "Automatic", spam: "Looks like spam", stray: "Names no reader" };
const letterWords = { marked: "Letter", asked: "Permission asked", permitted: "May be printed", declined: "Declined" };
const letterTones = { marked: "plain", asked: "warn", permitted: "good", declined: "bad" } as const;

function marksOf({ apart, isReader, asksToLeave, letter, isDone }: ConversationLine): [Tone, string][] {
  return [
    ...(isDone ? [["good", "Done"] satisfies [Tone, string]] : []),
    ...(asksToLeave ? [["warn", "Wants no more"] satisfies [Tone, string]] : []),
    ...(apart ? [["plain", apartWords[apart]] satisfies [Tone, string]] : []),
    ...(!isReader && apart === null ? [["warn", "Somebody else"] satisfies [Tone, string]] : []),
    ...(letter ? [[letterTones[letter], letterWords[letter]] satisfies [Tone, string]] : []),
  ];
}
