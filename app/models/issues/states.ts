import { mayActAs, type roles } from "#app/models/roles.ts";

/** As `db/schema` has them, which the browser does not see. */
type Role = (typeof roles)[number];
type IssueStatus = "draft" | "ready" | "sending" | "paused" | "sent";

/** The states of an issue as people think of them. Rows and scripts keep `IssueStatus`, which several share. */
export type IssueState = "draft" | "in-review" | "approved" | "scheduled" | "sending" | "paused" | "sent";

/** The stored status of each state. */
const statusOfState: Record<IssueState, IssueStatus> = {
  draft: "draft",
  "in-review": "draft",
  approved: "ready",
  scheduled: "ready",
  sending: "sending",
  paused: "paused",
  sent: "sent",
};

type Standing = { status: IssueStatus; reviewAt: number | null; sendAt: number | null };

/** Returns the state of an issue. @param hasSlot true when a slot will send it, once it is approved */
export function stateOf({ status, reviewAt, sendAt }: Standing, hasSlot: boolean): IssueState {
  if (status === "draft") return reviewAt === null ? "draft" : "in-review";
  if (status === "ready") return sendAt !== null || hasSlot ? "scheduled" : "approved";
  return status;
}

const open: IssueState[] = ["draft", "in-review", "approved", "scheduled"];

type Move = {
  /** The least role that may do it; null for what happens by itself. */
  role: Role | null;
  from: IssueState[];
  /** Null where the state stays, or where nothing is left of the issue. */
  to: IssueState | null;
};

/** Every way from one state of an issue to another. Desk, scripts and models ask this table who may, and from where. */
export const moves = {
  begin: { role: "editor", from: [], to: "draft" },
  edit: { role: "editor", from: open, to: null },
  delete: { role: "editor", from: open, to: null },
  "ask-review": { role: "editor", from: ["draft", "in-review"], to: "in-review" },
  "end-review": { role: "editor", from: ["in-review"], to: "draft" },
  approve: { role: "operator", from: open, to: "approved" },
  schedule: { role: "operator", from: open, to: "scheduled" },
  withdraw: { role: "operator", from: ["approved", "scheduled"], to: "draft" },
  /** An edit of the issue, or of an article in it, ends its approval. */
  "end-approval": { role: null, from: ["approved", "scheduled"], to: "draft" },
  send: { role: "operator", from: open, to: "sending" },
  /** Which of the tried subjects the rest of the readers gets. */
  choose: { role: "operator", from: ["sending", "paused", "sent"], to: null },
  pause: { role: "operator", from: ["sending"], to: "paused" },
  resume: { role: "operator", from: ["paused"], to: "sending" },
  cancel: { role: "operator", from: ["sending", "paused"], to: "sending" },
  finish: { role: null, from: ["sending"], to: "sent" },
} as const satisfies Record<string, Move>;

export type IssueMove = keyof typeof moves;

/** Returns the stored statuses from which a move begins. */
export function statusesBefore(move: IssueMove): IssueStatus[] {
  return [...new Set(moves[move].from.map((state) => statusOfState[state]))];
}

/** True when somebody with this role may make the move from this state; never for what happens by itself. */
export function mayMove(move: IssueMove, state: IssueState, role: Role): boolean {
  const { role: needed, from }: Move = moves[move];
  return needed !== null && mayActAs(role, needed) && from.includes(state);
}
