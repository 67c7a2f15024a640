/** An expected fault: a code, with the data that its words need. */
type AnyFault = Record<"error", string>;

/** Those of a union that may have this code. */
type FaultWith<F, Code> = F extends { error: infer Codes } ? (Code extends Codes ? F : never) : never;

/** The words of every code of a fault; a code without words does not compile. */
type Wording<F extends AnyFault> = { [Code in F["error"]]: (fault: FaultWith<F, Code>) => string };

/**
 * Makes the function that puts a fault into words for people.
 * @param words one entry a code, given the fault with its data
 */
export function wording<F extends AnyFault>(words: Wording<F>): (fault: F) => string {
  const all = words as unknown as Record<string, (fault: F) => string>;
  return (fault) => all[fault.error]!(fault);
}
