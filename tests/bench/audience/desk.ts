import type { Context } from "#app/context.server.ts";
import type { TestContext } from "../../support/context.ts";
import { anEditor, cookieOf } from "../../support/desk.ts";
import { startChild, stopChild } from "../children.ts";
import type { Say } from "./table.ts";

const paths = [
  ...["/desk", "/desk/subscribers", "/desk/subscribers?list=1&status=active", "/desk/subscribers?status=ended"],
  ...["/desk/subscribers?page=3", "/desk/subscribers/5", "/desk/lists", "/desk/issues", "/desk/issues/2"],
  ...["/desk/issues/2/send", "/desk/issues/1040", "/desk/schedule", "/desk/articles", "/desk/settings"],
  ...["/desk/settings/consent", "/desk/settings/privacy", "/desk/settings/log", "/desk/settings/pacing"],
];
const times = 5;

/** How long pages of the desk take that show readers, or count them; the slowest three are named. */
export async function deskPages(context: Context, env: Record<string, string>, say: Say): Promise<void> {
  const ines = await anEditor(context as TestContext, "Ines Halloran", "operator");
  const cookie = await cookieOf(context as TestContext, ines);
  const web = await startChild("scripts/serve.ts", env, "ignore");
  try {
    const took: { path: string; ms: number }[] = [];
    for (const path of paths) took.push({ path, ms: await median(env.APP_URL! + path, cookie) });
    took.sort((one, other) => other.ms - one.ms);
    const named = took.slice(0, 5).map(({ path, ms }) => `${path} ${ms.toFixed(0)}`);
    say("the slowest page of the desk", `${took[0]!.ms.toFixed(0)} ms`, "150 ms", named.join(", "));
  } finally {
    await stopChild(web);
  }
}

async function median(url: string, cookie: string): Promise<number> {
  const all: number[] = [];
  for (let i = 0; i <= times; i += 1) {
    const began = performance.now();
    const answer = await fetch(url, { headers: { Cookie: cookie }, redirect: "manual" });
    await answer.text();
    if (answer.status !== 200) throw new Error(`${url}: ${answer.status}`);
    // The first one loads the page's code.
    if (i > 0) all.push(performance.now() - began);
  }
  return all.sort((a, b) => a - b)[Math.floor(times / 2)]!;
}
