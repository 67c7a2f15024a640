/** Letters and signs with a small form in Unicode, and these forms in the same order. */
const raised = formsOf("0123456789+-−=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ");
const lowered = formsOf("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ");

function formsOf(letters: string, forms: string): Map<string, string> {
  const small = [...forms];
  return new Map([...letters].map((letter, i) => [letter, small[i]!]));
}

/** Writes a superscript in plain text: `⁶`, or `^(2, a)` where a sign has no small form. */
export function inSuperscript(words: string): string {
  return inForms(words, raised, "^");
}

/** Writes a subscript in plain text: `₂`, or `_(max, 2)` where a sign has no small form. */
export function inSubscript(words: string): string {
  return inForms(words, lowered, "_");
}

function inForms(words: string, forms: Map<string, string>, sign: string): string {
  const inner = words.trim();
  if (inner === "") return words;
  const signs = [...inner];
  const small = signs.map((one) => forms.get(one));
  const plain = signs.length === 1 ? sign + inner : `${sign}(${inner})`;
  return words.replace(inner, () => (small.includes(undefined) ? plain : small.join("")));
}
