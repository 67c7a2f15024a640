/** Parses a row's id from a form; 0, which no row has, for an invalid one. */
export function rowElementId(form: FormData): number {
  return Number(/^[1-9]\d{0,8}$/.exec(String(form.get("id")))?.[0] ?? 0);
}
