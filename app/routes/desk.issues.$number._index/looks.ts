/** A button that adds something, in a row of such. */
export const quietButton =
  "inline-flex min-h-8 cursor-pointer items-center gap-1 rounded-md px-2 text-sm font-medium text-accent hover:bg-sunken disabled:cursor-not-allowed disabled:opacity-50 pointer-coarse:min-h-11";
