/** The id of a row that a form names; 0, which no row has, for anything else. */
export function rowElementId(form: FormData): number {
  return Number(/^[1-9]\d{0,8}$/.exec(String(form.get("id")))?.[0] ?? 0);
}
