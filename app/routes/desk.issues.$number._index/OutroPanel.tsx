import { useCallback, useState } from "react";
import { Panel } from "#app/components/desk/kit.tsx";
import type { Body } from "#app/models/body.ts";
import { isEmptyText, type IssueDraft } from "./draft.ts";
import { LazyText } from "./LazyText.tsx";
import { quietButton } from "./looks.ts";

type OutroPanelProps = {
  outro: Body;
  isReading: boolean;
  followed: number;
  /** Called with each key in the text. */
  onText: (part: Pick<IssueDraft, "outro">) => void;
};

/** The text after the last piece. */
export function OutroPanel({ outro, isReading, followed, onText }: OutroPanelProps) {
  const [isOpen, setOpen] = useState(false);
  const changeOutro = useCallback((changed: Body) => onText({ outro: changed }), [onText]);
  const isShown = isOpen || !isEmptyText(outro);
  return (
    <div id="outro" tabIndex={-1} className="scroll-mt-20">
      <Panel title={isShown && "Outro"}>
        {isShown ? (
          <LazyText
            id="outro-text"
            label="Outro"
            hint="A few lines after the last piece"
            text={outro}
            {...{ isReading, followed }}
            onChange={changeOutro}
          />
        ) : (
          <button type="button" className={quietButton} onClick={() => setOpen(true)}>
            + Outro<span className="sr-only">: a text at the end of the mail</span>
          </button>
        )}
      </Panel>
    </div>
  );
}
