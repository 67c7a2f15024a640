import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/** One import or re-export, or a dynamic `import()`. */
export type Import = {
  /** As it is written. */
  specifier: string;
  /** A file of ours, seen from the project's root; otherwise null. */
  file: string | null;
  /** `import type`: gone before anything runs. */
  typeOnly: boolean;
  /** What is taken of it, as it is called there; `*` for all of it. */
  names: string[];
};

export type Source = {
  path: string;
  text: string;
  imports: Import[];
  names: string[];
  strings: string[];
  exports: string[];
};

const notOurs = ["node_modules", ".git", "build", "data"];

/** Every file in these folders (or these files), seen from the project's root; folders that do not exist are empty. */
export function filesIn(...places: string[]): string[] {
  return places.filter(existsSync).flatMap((place) => {
    if (!statSync(place).isDirectory()) return [place];
    const inside = readdirSync(place).filter((name) => !notOurs.includes(name));
    return filesIn(...inside.map((name) => join(place, name)));
  });
}

/** Our TypeScript sources in these folders (or these files), taken apart. */
export function sourcesIn(...places: string[]): Source[] {
  return filesIn(...places)
    .filter((path) => /\.tsx?$/.test(path))
    .map(readSource);
}

function readSource(path: string): Source {
  const text = readFileSync(path, "utf8");
  const source: Source = { path, text, imports: [], names: [], strings: [], exports: [] };
  const kind = path.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kind);
  source.exports = file.statements.flatMap(namesDeclared);
  visit(file, source);
  return source;
}

function visit(node: ts.Node, source: Source) {
  const specifier = specifierOf(node);
  if (specifier) {
    const file = fileOf(specifier.text, source.path);
    source.imports.push({ specifier: specifier.text, file, typeOnly: isTypeOnly(node), names: namesTaken(node) });
  } else if (ts.isIdentifier(node)) source.names.push(node.text);
  else if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
    source.strings.push(node.text);
  node.forEachChild((child) => visit(child, source));
}

/** What a file exports by declaring it; defaults and what it passes on have no name of their own. */
function namesDeclared(node: ts.Node): string[] {
  const modifiers = ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : [];
  const has = (kind: ts.SyntaxKind) => modifiers.some((modifier) => modifier.kind === kind);
  if (!has(ts.SyntaxKind.ExportKeyword) || has(ts.SyntaxKind.DefaultKeyword)) return [];
  if (ts.isVariableStatement(node))
    return node.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? name.text : []));
  return "name" in node && ts.isIdentifier(node.name as ts.Node) ? [(node.name as ts.Identifier).text] : [];
}

function namesTaken(node: ts.Node): string[] {
  const taken = ts.isImportDeclaration(node)
    ? node.importClause?.namedBindings
    : ts.isExportDeclaration(node)
      ? node.exportClause
      : undefined;
  if (taken && "elements" in taken) return taken.elements.map(({ propertyName, name }) => (propertyName ?? name).text);
  return ["*"];
}

function specifierOf(node: ts.Node): ts.StringLiteral | undefined {
  const written =
    ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
      ? node.moduleSpecifier
      : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)
          ? node.argument.literal
          : undefined;
  return written && ts.isStringLiteral(written) ? written : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportDeclaration(node)) return node.importClause?.isTypeOnly ?? false;
  return ts.isExportDeclaration(node) && node.isTypeOnly;
}

function fileOf(specifier: string, importer: string): string | null {
  const [path] = specifier.split("?");
  if (path!.startsWith("#")) return path!.slice(1);
  return path!.startsWith(".") ? join(dirname(importer), path!) : null;
}
