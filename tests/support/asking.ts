import { setAsking, type ListAsks } from "#app/models/feedback/asking.server.ts";
import { answersUrl } from "#app/models/feedback/questions.server.ts";
import { createIssue } from "#app/models/issues/issues.server.ts";
import type { List } from "#app/models/readers/lists.server.ts";
import { subscriberByEmail } from "#app/models/readers/subscribers.server.ts";
import { emptySection, type IssuePoll } from "#app/models/sections.ts";
import { sendIssue } from "#app/models/sending/start.server.ts";
import type { TestContext } from "./context.ts";
import { anArticle, aReader } from "./newsroom.ts";

/** A poll about robots; only what a test is about need be given. */
export function aPoll(given: Partial<IssuePoll> = {}): IssuePoll {
  const answers = ["On the quay", "In the yard", "Nowhere"];
  return { kind: "poll", question: "Where do robots help most?", answers, days: 7, shown: true, ...given };
}

type Asked = { asks?: ListAsks; polls?: IssuePoll[]; display?: "summary" | "full" | "headline"; headlines?: string[] };

/**
 * Sends an issue that asks its readers, `ana@` and `boris@readers.example`.
 * @returns its edition, and the token of a reader's links
 */
export async function anAskingIssue(context: TestContext, list: List, given: Asked = {}) {
  const { asks = "pieces", polls = [], display = "summary", headlines = ["Robots learn to pack"] } = given;
  await setAsking(context, list.id, asks, "Ruth");
  for (const name of ["ana", "boris"]) await aReader(context, list, `${name}@readers.example`);
  const articles = [];
  for (const headline of headlines) articles.push(await anArticle(context, { headline }));
  const pieces = [...articles.map(({ id }) => ({ kind: "article" as const, id, display })), ...polls];
  const number = await createIssue(context, list.id, {
    ...{ subject: "What robots pack", preheader: "Two warehouses, and what the second one did differently." },
    sections: [{ ...emptySection(), pieces }],
  });
  const sent = await sendIssue(context, number, "Ruth");
  if ("error" in sent) throw new Error(JSON.stringify(sent));
  const { editionId } = sent.send;
  const tokenOf = async (name: string) => {
    const reader = (await subscriberByEmail(context, `${name}@readers.example`))!;
    return answersUrl(context, editionId, reader.id).split("/").at(-1)!;
  };
  return { number, editionId, articles, tokens: { ana: await tokenOf("ana"), boris: await tokenOf("boris") } };
}
