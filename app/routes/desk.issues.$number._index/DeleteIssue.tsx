import { Confirm } from "#app/components/desk/issues/Confirm.tsx";
import { Button } from "#app/components/desk/kit.tsx";

export function DeleteIssue({ number, onDelete }: { number: number; onDelete: () => void }) {
  return (
    <Confirm
      trigger={
        <Button type="button" kind="danger" className="w-full">
          Delete this draft
        </Button>
      }
      title={`Delete issue ${number}?`}
      text="Its subject, intro and order of articles are lost. The articles themselves stay."
      stay="Keep it"
    >
      <Button type="button" kind="danger" onClick={onDelete}>
        Delete issue {number}
      </Button>
    </Confirm>
  );
}
