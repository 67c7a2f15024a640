import { Field, TextInput } from "#app/components/desk/kit.tsx";
import { faultsAt, type Reply } from "#app/components/desk/reply.ts";
import type { ArticleDraft } from "./draft.ts";

type FromElsewhereProps = {
  draft: Pick<ArticleDraft, "canonical" | "language">;
  reply: Reply | undefined;
  onChange: (part: Partial<ArticleDraft>) => void;
};

/** Where an article appeared first and its language: an import fills both, and nobody else has to. */
export function FromElsewhere({ draft: { canonical = "", language = "" }, reply, onChange }: FromElsewhereProps) {
  const faults = [faultsAt(reply, "canonical"), faultsAt(reply, "language")] as const;
  const isOpen = canonical !== "" || language !== "" || faults.some(Boolean);
  return (
    <details open={isOpen || undefined} className="group">
      <summary className="min-h-8 cursor-pointer text-sm font-medium">From elsewhere, or in another language</summary>
      <div className="mt-3 space-y-6">
        <Field
          id="canonical"
          label="Where it appeared first"
          error={faults[0]}
          hint="The address of the original on another site. Search engines are told to show that one."
        >
          <TextInput
            inputMode="url"
            value={canonical}
            placeholder="https://"
            maxLength={2000}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ canonical: event.target.value })}
          />
        </Field>
        <Field
          id="language"
          label="Language"
          error={faults[1]}
          hint="Like de or pt-BR, when it is not the briefing’s: screen readers and browsers read it by that."
        >
          <TextInput
            value={language}
            maxLength={35}
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => onChange({ language: event.target.value })}
          />
        </Field>
      </div>
    </details>
  );
}
