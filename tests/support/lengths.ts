import ts from "typescript";
import type { Source } from "./sources.ts";

/** A function with its lines from its first to its last; `reason` is what its comment says after `Long because:`. */
type Measured = { name: string; line: number; lines: number; reason: string | null };

/** Every function of a source, those inside others too. */
export function functionsIn({ path, text }: Source): Measured[] {
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const found: Measured[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const [first, last] = [lineOf(node.getStart(file)), lineOf(node.end)];
      const name = nameOf(node) ?? "a function without a name";
      found.push({ name, line: first, lines: last - first + 1, reason: reasonIn(commentsBefore(node, text)) });
    }
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

/** What a source's comments say about its own length. */
export function reasonIn(comments: string): string | null {
  return /Long because:\s*(\S[^\n]*)/.exec(comments)?.[1] ?? null;
}

function nameOf(node: ts.Node): string | null {
  const named = [node, node.parent].find((one) => "name" in one && one.name && ts.isIdentifier(one.name as ts.Node));
  return named ? (named as unknown as { name: ts.Identifier }).name.text : null;
}

/** The comments right before the declaration that a function stands in. */
function commentsBefore(node: ts.Node, text: string): string {
  let declaration = node;
  while (!ts.isStatement(declaration) && !ts.isClassElement(declaration) && !ts.isObjectLiteralElement(declaration))
    declaration = declaration.parent;
  const ranges = ts.getLeadingCommentRanges(text, declaration.getFullStart()) ?? [];
  return ranges.map(({ pos, end }) => text.slice(pos, end)).join("\n");
}
