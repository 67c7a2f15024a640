import { useState } from "react";
import { Button, Field, TextArea } from "#app/components/desk/kit.tsx";

type SnippetProps = { id: string; label: string; hint: string; html: string };

/** HTML for other sites, to copy. */
export function Snippet({ id, label, hint, html }: SnippetProps) {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(html).then(() => setCopied(true));
  return (
    <div className="space-y-3">
      <Field id={id} label={label} hint={hint}>
        <TextArea
          value={html}
          readOnly
          spellCheck={false}
          rows={Math.min(html.split("\n").length + 1, 14)}
          className="font-mono text-xs leading-relaxed"
          onFocus={(event) => event.currentTarget.select()}
        />
      </Field>
      <div className="flex items-center gap-3">
        <Button type="button" onClick={copy} aria-label={`Copy: ${label}`}>
          Copy
        </Button>
        <span role="status" className="text-sm text-muted">
          {copied && "Copied."}
        </span>
      </div>
    </div>
  );
}
