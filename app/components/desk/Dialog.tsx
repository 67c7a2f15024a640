import { Dialog as Radix } from "radix-ui";
import type { FormEvent, ReactNode } from "react";

type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: string;
  lead?: ReactNode;
  /** The id of the control that has the focus first; by default the first one. */
  focusOn?: string;
  /** Finds the control that has the focus afterwards; by default the one that had it before. */
  returnTo?: () => HTMLElement | null;
  children: ReactNode;
};

/** A dialog over the page: it holds the focus, closes by Escape, and returns the focus. */
export function Dialog({ open, onClose, title, lead, focusOn, returnTo, children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/50" />
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
          {...(lead ? {} : { "aria-describedby": undefined })}
          className="fixed top-1/2 left-1/2 z-50 max-h-[90dvh] w-[min(32rem,calc(100vw-2rem))] -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-lg border border-rule bg-raised p-6 text-ink shadow-2xl"
        >
          <Radix.Title className="font-serif text-2xl leading-tight">{title}</Radix.Title>
          {lead && <Radix.Description className="mt-2 text-sm text-muted">{lead}</Radix.Description>}
          <div className="mt-5">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** The row of buttons that ends a dialog. */
export function DialogActions({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-end gap-3">{children}</div>;
}

/** Stops a dialog's submit event, which React would pass on to the form around the dialog. */
export function onlyHere(act: () => void) {
  return (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    act();
  };
}
