import { Badge } from "#app/components/desk/kit.tsx";
import type { IssueStatus } from "#db/schema/issues.ts";
import { issueWords } from "./words.ts";

export function StatusBadge({ status }: { status: IssueStatus }) {
  return <Badge tone={issueWords[status].tone}>{issueWords[status].name}</Badge>;
}
