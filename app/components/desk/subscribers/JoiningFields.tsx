import { Field, Select, TextInput } from "#app/components/desk/kit.tsx";

type JoiningFieldsProps = {
  lists: { id: number; name: string }[];
  listId: number | null;
  basis: string;
  faults?: { list?: string; basis?: string };
};

/** Which list imported readers join, and what they agreed to. With one list there is nothing to choose. */
export function JoiningFields({ lists, listId, basis, faults = {} }: JoiningFieldsProps) {
  const only = lists.length === 1 ? lists[0]!.id : null;
  return (
    <>
      <Field id="list" label="The list that they join" error={faults.list}>
        <Select name="list" defaultValue={listId ?? only ?? ""}>
          {only === null && <option value="">Choose a list</option>}
          {lists.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field
        id="basis"
        label="Where and when they agreed to get it"
        hint="Like “Subscribed on our former site, 2019 to 2026”. It is kept with each of them as their receipt’s words."
        error={faults.basis}
      >
        <TextInput name="basis" maxLength={500} defaultValue={basis} />
      </Field>
    </>
  );
}
