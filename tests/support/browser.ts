import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from "playwright-core";
import type { AxeResults, RunOptions } from "axe-core";
import type { Editor } from "#app/models/desk/roles.server.ts";
import { TestRunner } from "vitest";
import { endsWithTheFile, endsWithTheTest } from "./cleanup.ts";
import type { TestContext } from "./context.ts";
import { cookieOf } from "./desk.ts";
import { findBrowser } from "./find-browser.ts";

/**
 * What no page needs: of the bar of addresses, a renderer for each context that draws its suggestions; renderers started in
 * advance, for a page that seldom comes. They were a third of the time of these tests.
 */
const notForPages = [
  "SpareRendererForSitePerProcess",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
];
/** What playwright switches off: Chromium heeds the last of such lists alone, so ours repeats it. */
const playwrights = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

const quiet = [
  `--disable-features=${[...playwrights, ...notForPages].join(",")}`,
  "--disable-gpu",
  // What draws is no process of its own then, and a tenth less is done for an empty page.
  "--in-process-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let launched: Promise<Browser> | undefined;

/** The Chromium of this worker, started once for all of its files; it ends with the worker, which Playwright sees to. */
function chromiumOfThisWorker(): Promise<Browser> {
  // Chromium's sandbox cannot be set up by root.
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return (launched ??= chromium.launch({ executablePath: findBrowser(), args: [...quiet, ...asRoot] }));
}

/** Ends it, in a process that is no worker of tests and would wait for it. */
export async function endBrowser(): Promise<void> {
  await (await launched)?.close();
}

/**
 * A Chromium that has nothing of another file. Open pages in a `browser.newContext()` each, which ends with the test or the
 * file that made it: a page that is left open goes on asking the site.
 */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromiumOfThisWorker();
  return Object.create(browser, {
    newContext: {
      value: async (given?: BrowserContextOptions) => {
        const context = await contextIn(browser, given);
        endsWithTheTest(async () => {
          await tellWhatIsShown(context.pages());
          await context.close();
        });
        return context;
      },
    },
  }) as Browser;
}

/** Prints what the pages of a test that failed show at its end: a race on another machine leaves no other trace. */
export async function tellWhatIsShown(pages: readonly Page[]): Promise<void> {
  const test = TestRunner.getCurrentTest();
  if (test?.result?.state !== "fail") return;
  for (const page of pages) {
    const shown = await Promise.race([page.evaluate(textAndFields).catch(String), after(shownWithin)]);
    console.error(`At the end of "${test.name}" ${page.url()} showed:\n${shown}`);
  }
}

/** Milliseconds: a page that hangs tells nothing. */
const shownWithin = 5000;
const after = (pause: number) => new Promise<string>((done) => setTimeout(() => done("nothing, it hangs"), pause));

/** Runs in the page. */
function textAndFields(): string {
  const fields = [...document.querySelectorAll<HTMLInputElement>("input:not([type=hidden]), select, textarea")];
  const values = fields.map(({ id, name, type, value }) => `  ${id || name || type} = ${value.slice(0, 80)}`);
  return [document.body.innerText.replace(/\n\s*\n/g, "\n").slice(0, 4000), ...values].join("\n");
}

/** A context that the tests of a file have one after another. */
export async function contextOfTheFile(given: BrowserContextOptions): Promise<BrowserContext> {
  const context = await contextIn(await chromiumOfThisWorker(), given);
  endsWithTheFile(() => context.close());
  return context;
}

async function contextIn(browser: Browser, given?: BrowserContextOptions): Promise<BrowserContext> {
  const context = await browser.newContext(given);
  // Far above what any step takes, so that a busy machine fails none.
  context.setDefaultTimeout(120_000);
  return context;
}

/** Signs an editor in without the form, which takes a slow hash and two pages, and is what other tests are about. */
export async function signIn(someone: BrowserContext, context: TestContext, editor: Pick<Editor, "id">): Promise<void> {
  const [name, value] = (await cookieOf(context, editor)).split("=") as [string, string];
  await someone.addCookies([{ name, value, url: context.config.appUrl }]);
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * Has axe-core ready in every page of a browser that is to be looked at on many: sent to each, it would be read and compiled
 * anew, which takes as long as what it does.
 */
export async function bringAxe(someone: BrowserContext): Promise<void> {
  await someone.addInitScript(axeSource);
}

type Axe = { axe: { run(options: RunOptions): Promise<AxeResults> } };

/**
 * Fails with every accessibility fault of the page as it stands (WCAG 2.2 A and AA, and axe-core's best practices).
 * @param options axe-core's, to leave a rule out with a reason beside it
 * @param what is looked at, for the failure; the page's address, when left out
 */
export async function expectNoAxeViolations(page: Page, options: RunOptions = {}, what = page.url()): Promise<void> {
  // Over the debugger's line, which the page's content security policy does not bind. Its half a megabyte goes over once.
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axeSource);
  // What is in order need not be told of.
  const wanted: RunOptions = { resultTypes: ["violations"], ...options };
  const { violations } = await page.evaluate((given) => (globalThis as unknown as Axe).axe.run(given), wanted);
  if (violations.length === 0) return;
  throw new Error(`${what} has accessibility faults:\n${violations.map(describe).join("\n")}`);
}

function describe({ id, impact, help, helpUrl, nodes }: AxeResults["violations"][number]): string {
  const places = nodes.map(({ target, html, failureSummary }) => {
    const how = failureSummary?.replace(/\s*\n\s*/g, "; ") ?? "";
    return `    ${target.join(" ")}  ${html.slice(0, 160)}\n      ${how}`;
  });
  return [`  ${impact}: ${help} (${id}, ${helpUrl})`, ...places].join("\n");
}
