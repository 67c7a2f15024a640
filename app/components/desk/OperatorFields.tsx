import type { ReactNode } from "react";
import { Button, Field, NoticeBox, TextInput } from "./kit.tsx";

/** Said above a form that the editor may look at, and not send. */
export function OperatorsOnly({ mayChange }: { mayChange: boolean }) {
  return mayChange ? null : <NoticeBox>Only an operator can change this.</NoticeBox>;
}

/** The fields of a form of operators with its button, which others have not. */
export function OperatorFields({ mayChange, save, intent, children }: OperatorFieldsProps) {
  return (
    <fieldset disabled={!mayChange} className="space-y-5">
      {children}
      {mayChange && (
        <Button kind="primary" {...(intent && { name: "intent", value: intent })}>
          {save}
        </Button>
      )}
    </fieldset>
  );
}

type OperatorFieldsProps = {
  mayChange: boolean;
  /** The words of its button. */
  save: string;
  /** The value by which the page tells it from others of its own. */
  intent?: string;
  children: ReactNode;
};

type ReasonProps = {
  id: string;
  label: string;
  hint: string;
  /** The words of its button. */
  act: string;
  kind?: "quiet" | "danger";
  isBusy?: boolean;
};

/** The fields of an act that an operator says why for: the activity log keeps it. They stand in a form. */
export function ReasonFields({ id, label, hint, act, kind = "quiet", isBusy }: ReasonProps) {
  return (
    <>
      <Field id={id} label={label} hint={hint}>
        <TextInput name="why" required maxLength={200} autoComplete="off" />
      </Field>
      <Button kind={kind} disabled={isBusy}>
        {act}
      </Button>
    </>
  );
}
