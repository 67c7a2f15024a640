import { Dialog as Radix } from "radix-ui";
import { useEffect, useRef, useState, type FormEvent, type ReactNode } from "react";
import { useHeldPage } from "./heldPage.ts";
import { Button, NoticeBox } from "./kit.tsx";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  lead?: ReactNode;
  /** The id of the control that has the focus first; by default the first one. */
  focusOn?: string;
  /** Finds the control that has the focus afterwards; by default the one that had it before. */
  returnTo?: () => HTMLElement | null;
  /** True where it asks before it is closed, by Escape or with the page, once something was written; `at once`: before that, too. */
  holdsWords?: boolean | "at once";
  children: ReactNode;
};

/** A dialog over the page: it holds the focus, closes by Escape, and returns the focus. */
export function Dialog({ open, onClose, ...shown }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <DialogContent onClose={onClose} {...shown} />
      </Radix.Portal>
    </Radix.Root>
  );
}

/** Its state begins when the dialog opens. */
function DialogContent({ onClose, title, lead, focusOn, returnTo, holdsWords, children }: Omit<DialogProps, "open">) {
  const { held, ask, notice } = useHeldWords(holdsWords, onClose);
  return (
    <Radix.Content
      onOpenAutoFocus={(event) => {
        if (!focusOn) return;
        event.preventDefault();
        document.getElementById(focusOn)?.focus();
      }}
      onCloseAutoFocus={(event) => {
        const next = returnTo?.();
        if (!next) return;
        event.preventDefault();
        next.scrollIntoView({ block: "center" });
        next.focus({ preventScroll: true });
      }}
      onInput={held}
      onEscapeKeyDown={ask}
      onInteractOutside={ask}
      {...(lead ? {} : { "aria-describedby": undefined })}
      className="fixed top-1/2 left-1/2 z-50 max-h-[90dvh] w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-lg border border-rule bg-raised p-6 text-ink shadow-2xl"
    >
      <Radix.Title className="font-serif text-2xl leading-tight">{title}</Radix.Title>
      {lead && <Radix.Description className="mt-2 text-sm text-muted">{lead}</Radix.Description>}
      {notice}
      <div className="mt-5">{children}</div>
    </Radix.Content>
  );
}

/** Asks before a dialog is closed that holds something, and gives the focus back to who goes on. */
function useHeldWords(holdsWords: DialogProps["holdsWords"], onClose: () => void) {
  const [isWritten, setWritten] = useState(false);
  const holds = holdsWords === "at once" || (holdsWords === true && isWritten);
  useHeldPage(holds);
  const [isAsking, setAsking] = useState(false);
  const before = useRef<Element | null>(null);
  useEffect(() => {
    if (isAsking) document.getElementById("go-on-writing")?.focus();
  }, [isAsking]);
  const goOn = () => {
    setAsking(false);
    if (before.current instanceof HTMLElement) before.current.focus();
  };
  return {
    // React passes on what happens in a dialog over this one, too.
    held: ({ currentTarget, target }: FormEvent) =>
      setWritten((held) => held || currentTarget.contains(target as Node)),
    ask: (event: Event) => {
      if (!holds) return;
      event.preventDefault();
      if (!isAsking) before.current = document.activeElement;
      setAsking(true);
    },
    notice: isAsking && (
      <div className="mt-4">
        <NoticeBox tone="warn">
          {isWritten ? "What you wrote here" : "What you chose here"} is not in its place yet.
        </NoticeBox>
        <div className="mt-3 flex flex-wrap gap-3">
          <Button id="go-on-writing" type="button" kind="primary" onClick={goOn}>
            Go on writing
          </Button>
          <Button type="button" kind="danger" onClick={onClose}>
            Throw it away
          </Button>
        </div>
      </div>
    ),
  };
}

/** The row of buttons that ends a dialog; it stays in sight while what is above it scrolls. */
export function DialogActions({ children }: { children: ReactNode }) {
  return (
    <div className="sticky -bottom-6 -mx-6 mt-6 -mb-6 flex flex-wrap justify-end gap-3 border-t border-rule bg-raised px-6 py-4 max-sm:flex-col-reverse max-sm:*:w-full">
      {children}
    </div>
  );
}

type EditActionsProps = {
  /** The name of what the dialog is about, like `chart`. */
  what: string;
  isNew?: boolean;
  isBusy?: boolean;
  /** Said instead of the act while that is under way. */
  busy?: string;
  onRemove: () => void;
  onClose: () => void;
};

/** The end of a dialog about a block of a text: it is removed, left as it is, or placed or saved by the dialog's form. */
export function EditActions({ what, isNew = false, isBusy = false, busy, onRemove, onClose }: EditActionsProps) {
  return (
    <DialogActions>
      {!isNew && (
        <Button type="button" kind="danger" className="sm:mr-auto" onClick={onRemove}>
          Remove the {what}
        </Button>
      )}
      <Button type="button" onClick={onClose}>
        Cancel
      </Button>
      <Button kind="primary" disabled={isBusy}>
        {isBusy && busy ? busy : isNew ? `Place the ${what}` : "Save"}
      </Button>
    </DialogActions>
  );
}

/** Stops a dialog's submit event, which React would pass on to the form around the dialog. */
export function onlyHere(act: () => void) {
  return (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}
