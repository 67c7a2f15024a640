import ts from "typescript";
import type { Source } from "./sources.ts";

/** The properties that tell what went wrong. */
const telling = /^(error|faults?|refusals?|refused|malformed|problems?|unclear)$/;

/** A function of such a name gives a fault, not words about one. */
const faultFunction = /^(?!word|describe)[a-z]\w*Faults?$/;

/**
 * Where a source makes sentences of its faults: a sentence as the value of a property like `error`, a type that lets any
 * text stand there, or a function called `…Fault` that gives text.
 */
export function wordedFaults({ path, text }: Pick<Source, "path" | "text">): string[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node) => {
    if (isWorded(node)) {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
      found.push(`${path}:${line} ${node.getText(file).replace(/\s+/g, " ").slice(0, 80)}`);
    } else node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function isWorded(node: ts.Node): boolean {
  if (ts.isPropertyAssignment(node)) return isTelling(node.name) && isSentence(node.initializer);
  if (ts.isPropertySignature(node)) return isTelling(node.name) && !!node.type && isAnyText(node.type);
  if (!ts.isFunctionDeclaration(node)) return false;
  return faultFunction.test(node.name?.text ?? "") && !!node.type && isAnyText(node.type);
}

function isTelling(name: ts.PropertyName): boolean {
  return (ts.isIdentifier(name) || ts.isStringLiteral(name)) && telling.test(name.text);
}

/** Text with a space, made of parts or by a function of words, on any way that an expression can take. */
function isSentence(value: ts.Node): boolean {
  if (ts.isStringLiteralLike(value)) return /\s/.test(value.text);
  if (ts.isTemplateExpression(value)) return true;
  if (ts.isCallExpression(value)) return /^(word|describe)[A-Z]/.test(value.expression.getText());
  const ways = ts.isConditionalExpression(value)
    ? [value.whenTrue, value.whenFalse]
    : ts.isBinaryExpression(value)
      ? [value.left, value.right]
      : ts.isArrayLiteralExpression(value)
        ? value.elements
        : ts.isAsExpression(value) || ts.isParenthesizedExpression(value)
          ? [value.expression]
          : [];
  return ways.some(isSentence);
}

/** `string`, also as one of several types, in an array, or promised. */
function isAnyText(type: ts.TypeNode): boolean {
  if (type.kind === ts.SyntaxKind.StringKeyword) return true;
  if (ts.isUnionTypeNode(type)) return type.types.some(isAnyText);
  if (ts.isArrayTypeNode(type)) return isAnyText(type.elementType);
  return ts.isTypeReferenceNode(type) && (type.typeArguments?.some(isAnyText) ?? false);
}
