import { setTimeout as sleep } from "node:timers/promises";
import type { BrowserContext } from "playwright-core";
import { anArticle, anIssue } from "../../support/newsroom.ts";
import { lettersOf, type Desk, type Held, type Name } from "./desk.ts";
import type { Draw } from "./draw.ts";
import { browserOf, keptIn, keptOf, ready, see, typeIn, type Tab } from "./pages.ts";

/** What a round may find: a character is gone, stands twice, a page said what is not so, or nothing went on. */
export type Kind = "lost" | "twice" | "untrue" | "stuck";

export class Finding extends Error {
  readonly kind: Kind;
  constructor(kind: Kind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** So many times is a page's clock turned, by so many milliseconds. */
const [mostTurns, turn] = [60, 1500];
/** Milliseconds after a key by which a page has put its words into the browser's store. */
const keptWithin = 300;

/** One sheet that is written by one or two people, and what it must hold by now. */
export class Round {
  readonly desk: Desk;
  readonly draw: Draw;
  readonly story: string[] = [];
  /** Where is written now. */
  tab!: Tab;
  must: Held = { text: "", title: "" };
  /** Other sheets that came of this one, by their address. */
  readonly copies = new Map<string, Held>();
  /** Texts that only a revision has, because somebody saved over them. */
  readonly inRevisions: string[] = [];
  typed = 0;
  private articlesBefore = 0;

  constructor(desk: Desk, draw: Draw) {
    this.desk = desk;
    this.draw = draw;
  }

  /** The address of the sheet; `/new` until its first save. */
  get path(): string {
    return new URL(this.tab.page.url()).pathname;
  }

  async begin(): Promise<void> {
    const { context, list } = this.desk;
    const what = this.draw.of(["new", "new", "article", "issue"] as const);
    this.story.push(`a sheet: ${what}`);
    this.articlesBefore = await countArticles(this.desk);
    const path =
      what === "new"
        ? "/desk/articles/new"
        : what === "article"
          ? `/desk/articles/${(await anArticle(context)).id}`
          : `/desk/issues/${await anIssue(context, list)}`;
    this.tab = await this.open("ines", path);
    this.must = what === "new" ? { text: "", title: "" } : await this.desk.stored(path);
  }

  async browser(who: Name): Promise<BrowserContext> {
    const { browsers } = this.desk;
    const known = browsers.get(who) ?? (await browserOf(this.desk, who));
    browsers.set(who, known);
    return known;
  }

  async open(who: Name, path = this.path): Promise<Tab> {
    const page = await (await this.browser(who)).newPage();
    await page.goto(this.desk.context.config.appUrl + path);
    await ready(page);
    return { page, who };
  }

  /** Types a few words, and something may happen in their middle. */
  async type(meanwhile?: () => Promise<unknown>, { page } = this.tab): Promise<string> {
    const field = this.draw.oneIn(6) ? "title" : "text";
    const words = this.draw.words(
      `${this.typed.toString(36)}q${this.draw.below(46_656).toString(36)}`,
      field === "title",
    );
    const [first, second] = halves(words, this.draw);
    await typeIn(page, field, first);
    const [result] = await Promise.allSettled([meanwhile?.(), typeIn(page, field, second)]);
    if (result.status === "rejected") throw result.reason as Error;
    if (field === "text") this.must.text += lettersOf(words);
    else this.must.title += words;
    this.typed += words.length;
    this.shows(await see(page), "as it was typed");
    return words;
  }

  /** Compares what a page shows with what was typed. */
  shows(seen: Held, when: string): void {
    compare(this.must, seen, `the page, ${when}`);
  }

  /**
   * Looks, while a fault lasts, that nothing would be lost if the page ended now: every character stands on it, and once
   * more, in order and none twice, in the browser's store or at the desk.
   */
  async holds({ page } = this.tab): Promise<void> {
    this.shows(await see(page), "during a fault");
    for (const browser of this.desk.browsers.values()) await browser.clock.fastForward(keptWithin);
    const path = new URL(page.url()).pathname;
    let found: Held[] = [];
    for (let tries = 0; tries < 20; tries += 1) {
      const stored = path.endsWith("/new") ? [] : [await this.desk.stored(path)];
      found = [...(await keptIn(page)).map(keptOf), ...stored];
      if (found.some((held) => isAlike(this.must, held))) return;
      await sleep(50);
    }
    throw new Finding(
      "lost",
      `a crash would lose words: ${JSON.stringify(found)} and not ${JSON.stringify(this.must)}`,
    );
  }

  /** Turns the clocks of all pages until something is so: they save a while after the last key, and try again later. */
  async until<T>(what: string, ask: () => Promise<T | null | false | undefined>): Promise<T> {
    for (let turns = 0; turns < mostTurns; turns += 1) {
      const answer = await ask().catch(whileItLoads);
      if (answer) return answer;
      for (const browser of this.desk.browsers.values()) await browser.clock.fastForward(turn);
      await sleep(Math.min(15 + turns * 10, 300));
    }
    const seen = await see(this.tab.page).catch(() => null);
    throw new Finding("stuck", `waited in vain until ${what}; the page: ${JSON.stringify(seen)}`);
  }

  async alert(words: RegExp, { page } = this.tab): Promise<void> {
    await this.until(`it says ${words}`, async () => (await see(page)).alerts.some((alert) => words.test(alert)));
  }

  async notice(words: RegExp, { page } = this.tab): Promise<void> {
    await this.until(`it says ${words}`, async () => (await see(page)).notices.some((notice) => words.test(notice)));
  }

  /** Waits until a page calls all saved, and looks whether that is so. */
  async saved(tab = this.tab): Promise<void> {
    const seen = await this.until("it is saved", async () => {
      const seen = await see(tab.page);
      return seen.state.startsWith("Saved ") && seen;
    });
    const path = new URL(tab.page.url()).pathname;
    compare(seen, await this.desk.stored(path), "the desk, while the page says Saved");
    this.shows(seen, "when it was saved");
    if (seen.alerts.length > 0) throw new Finding("untrue", `saved, and an alert stands: ${seen.alerts.join(" | ")}`);
  }

  async canWrite({ page } = this.tab): Promise<void> {
    await this.until("the page lets one write", async () => (await see(page)).canWrite);
  }

  async press(button: string | RegExp, { page } = this.tab, timeout = 20_000): Promise<void> {
    await page.getByRole("button", { name: button }).first().click({ timeout });
  }

  /** Looks at everything once more when all is over. */
  async end(): Promise<void> {
    await this.saved();
    for (const [path, held] of this.copies) compare(held, await this.desk.stored(path), `the copy ${path}`);
    const revisions = await this.desk.revisions(this.path);
    for (const text of this.inRevisions)
      if (!revisions.includes(text)) throw new Finding("lost", `no revision is ${text}`);
    const made = (await countArticles(this.desk)) - this.articlesBefore;
    const wanted = 1 + [...this.copies.keys()].filter((path) => path.includes("/articles/")).length;
    if (made !== wanted) throw new Finding("twice", `${made} articles came of it, not ${wanted}`);
    await this.nothingKept();
  }

  /** Words that the desk has must not come back later. */
  private async nothingKept(): Promise<void> {
    for (const [who, browser] of this.desk.browsers) {
      const page = browser.pages()[0];
      const kept =
        page &&
        (await this.until("its browser has forgotten the words", async () => {
          const left = await keptIn(page);
          return left.length === 0 && [left];
        }).catch(async () => [await keptIn(page)]));
      const left = kept?.[0] ?? [];
      if (left.length > 0)
        throw new Finding(
          "untrue",
          `the browser of ${who} keeps words that the desk has: ${JSON.stringify(left).slice(0, 600)}`,
        );
    }
  }
}

async function countArticles({ context }: Desk): Promise<number> {
  const { count } = await context.db
    .selectFrom("articles")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return Number(count);
}

export function isAlike(one: Held, other: Held): boolean {
  return one.text === other.text && one.title.trim() === other.title.trim();
}

/** A page that is just being loaded says nothing. */
function whileItLoads(error: Error): null {
  if (/context was destroyed|Cannot find context/.test(error.message)) return null;
  throw error;
}

function halves(words: string, draw: Draw): [string, string] {
  const all = [...words];
  const at = 1 + draw.below(all.length - 1);
  return [all.slice(0, at).join(""), all.slice(at).join("")];
}

function compare(must: Held, is: Held, where: string): void {
  for (const field of ["text", "title"] as const) {
    const [wanted, found] = [must[field].trim(), is[field].trim()];
    if (wanted === found) continue;
    const kind = found.length > wanted.length ? "twice" : "lost";
    throw new Finding(kind, `${where}: ${field} is\n      ${found}\n    and not\n      ${wanted}`);
  }
}
