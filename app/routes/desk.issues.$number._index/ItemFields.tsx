import { TextInput } from "#app/components/desk/kit.tsx";
import { linkTyped } from "#app/components/desk/richtext/links.ts";
import type { IssueItem } from "#app/models/sections.ts";
import type { Arranger } from "./Arranger.ts";

/** A short item, edited where it stands. */
export function ItemFields({ item, arranger }: { item: IssueItem & { key: string }; arranger: Arranger }) {
  const complete = () => {
    const typed = linkTyped(item.url);
    if ("href" in typed && typed.href !== item.url) arranger.changePiece(item.key, { url: typed.href });
  };
  const field = (name: "text" | "url" | "source", label: string) => (
    <TextInput
      type={name === "url" ? "url" : "text"}
      aria-label={item.text && name !== "text" ? `${label} of “${item.text}”` : label}
      placeholder={label}
      value={item[name]}
      onChange={(event) => arranger.changePiece(item.key, { [name]: event.target.value })}
      {...(name === "text" ? { "data-first": "" } : {})}
      {...(name === "url" ? { onBlur: complete } : {})}
      className="min-h-8! py-0.5! xl:pointer-fine:min-h-6! xl:pointer-fine:py-0! pointer-coarse:min-h-11!"
    />
  );
  return (
    <div className="grid min-w-0 flex-1 gap-1 py-0.5 xl:pointer-fine:py-px sm:grid-cols-[minmax(0,3fr)_minmax(0,2fr)_minmax(0,1fr)]">
      {field("text", "Short item: a line")}
      {field("url", "Its link")}
      {field("source", "Its source")}
    </div>
  );
}
