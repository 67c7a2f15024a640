/** A sign of a program: Markdown or HTML in its place, on one line; or its name, where nothing can stand for it. */
export type Sign = { becomes: string } | { leftOut: string };
