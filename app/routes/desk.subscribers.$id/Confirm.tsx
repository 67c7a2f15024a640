import { AlertDialog } from "radix-ui";
import type { ReactNode } from "react";
import { buttonClass } from "#app/components/desk/kit.tsx";

type ConfirmProps = {
  title: string;
  /** The loss, or why it cannot be undone. */
  text: ReactNode;
  /** The label of the cancelling button, which has the focus first. */
  stay: string;
  /** The confirming buttons. */
  children: ReactNode;
} & ({ trigger: ReactNode } | { open: boolean; onStay: () => void });

/** Asks before an action that cannot be undone. */
export function Confirm({ title, text, stay, children, ...how }: ConfirmProps) {
  const controlled = "open" in how ? { open: how.open, onOpenChange: (open: boolean) => !open && how.onStay() } : {};
  return (
    <AlertDialog.Root {...controlled}>
      {"trigger" in how && <AlertDialog.Trigger asChild>{how.trigger}</AlertDialog.Trigger>}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="fixed inset-0 z-40 bg-black/50" />
        <AlertDialog.Content className="fixed top-1/2 left-1/2 z-50 max-h-[90vh] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 overflow-auto rounded-lg border border-rule bg-raised p-6 shadow-xl">
          <AlertDialog.Title className="font-serif text-2xl leading-tight">{title}</AlertDialog.Title>
          <AlertDialog.Description asChild>
            <div className="mt-3 text-muted">{text}</div>
          </AlertDialog.Description>
          <div className="mt-6 flex flex-wrap justify-end gap-3">
            <AlertDialog.Cancel className={buttonClass("quiet")}>{stay}</AlertDialog.Cancel>
            {children}
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
