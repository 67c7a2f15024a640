/** The look of a menu over the page. */
export const menuLook =
  "z-40 max-h-[min(24rem,var(--radix-popper-available-height))] min-w-52 overflow-y-auto rounded-md border border-rule bg-raised p-1 text-ink shadow-2xl";

/** The look of an entry. */
export const entryLook =
  "flex min-h-9 w-full cursor-pointer items-center gap-3 rounded px-3 py-1.5 text-sm outline-none data-highlighted:bg-accent data-highlighted:text-on-accent data-disabled:cursor-default data-disabled:opacity-50 pointer-coarse:min-h-11";
