import { Toolbar, Tooltip } from "radix-ui";
import { Icon } from "./Icon.tsx";
import { ariaKeys, spelledKeys, type Tool } from "./tools.ts";

type ToolButtonProps = {
  tool: Tool;
  on?: boolean;
  can?: boolean;
  run: () => void;
};

/** A tool in a bar; a pointer leaves the focus in the text. */
export function ToolButton({ tool, on, can = true, run }: ToolButtonProps) {
  return (
    <Tip tool={tool}>
      <Toolbar.Button
        type="button"
        aria-label={tool.name}
        aria-pressed={on}
        // Not `disabled`, so that arrow keys still reach the tool.
        aria-disabled={!can}
        aria-keyshortcuts={tool.keys && ariaKeys(tool.keys)}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => can && run()}
        className={toolLook}
      >
        <Icon path={tool.icon} />
      </Toolbar.Button>
    </Tip>
  );
}

/** The look of a button in a bar. */
export const toolLook =
  "inline-flex size-9 shrink-0 cursor-pointer items-center justify-center rounded text-ink hover:bg-ink/10 aria-disabled:cursor-default aria-disabled:opacity-40 disabled:cursor-default disabled:opacity-40 aria-expanded:bg-ink/10 aria-pressed:bg-accent aria-pressed:text-on-accent pointer-coarse:size-11";

type TipProps = { tool: Pick<Tool, "name" | "keys">; children: React.ReactElement };

/** Names a tool and its keys, for a pointer and for the focus. */
export function Tip({ tool: { name, keys }, children }: TipProps) {
  return (
    <Tooltip.Root>
      <Tooltip.Trigger asChild>{children}</Tooltip.Trigger>
      <Tooltip.Portal>
        <Tooltip.Content
          sideOffset={6}
          className="z-50 rounded border border-rule bg-raised px-2 py-1 text-sm text-ink shadow-lg"
        >
          {name}
          {keys && <kbd className="ms-2 font-sans text-muted">{spelledKeys(keys)}</kbd>}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
