import type { IssueStatus } from "../../../../db/schema.ts";
import { Badge } from "../kit.tsx";
import { issueWords } from "./words.ts";

export function StatusBadge({ status }: { status: IssueStatus }) {
  return <Badge tone={issueWords[status].tone}>{issueWords[status].name}</Badge>;
}
