import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const onADatabase = ["models", "routes", "sender", "db", "scripts", "app", "http"].map(
  (place) => `tests/${place}/**/*.test.{ts,tsx}`,
);

/** Rules that ask no database, so they are proved once: one of these that asks for a database fails. */
const ofRules = [
  "app/config",
  "http/packed-files",
  "http/page-address",
  "http/params",
  "http/route-tables",
  "models/address-typos",
  "models/addresses",
  "models/blocks-page",
  "models/body",
  "models/boxes",
  "models/charts",
  "models/checks-page",
  "models/numbers/numbers-page",
  "models/visits/sorts",
  "models/comments/comment-words",
  "models/conversations/attachments",
  "models/conversations/leaving",
  "models/conversations/quoting",
  "models/deliveries/retries",
  "models/desk/passwords",
  "models/differences",
  "models/figures",
  "models/footnotes",
  "models/galleries",
  "models/headings-and-tasks",
  "models/images/preparing",
  "models/inbound/providers",
  "models/inbound/reports",
  "models/inbound/understanding/answers",
  "models/inbound/understanding/bounces",
  "models/inbound/understanding/hostile",
  "models/inbound/understanding/other-samples",
  "models/inbound/understanding/taught-rules",
  "models/issues/arrangement",
  "models/issues/states",
  "models/issues/subjects",
  "models/join-sources",
  "models/leave-wishes",
  "models/link-cards",
  "models/markdown",
  "models/markdown-round-trip",
  "models/marks",
  "models/months",
  "models/moving/fields",
  "models/moving/html",
  "models/old-paths",
  "models/pacing/limits",
  "models/rate-limits",
  "models/readers/import/hostile-files",
  "models/readers/import/reading",
  "models/readers/sign-up/decision",
  "models/safe-fetch",
  "models/seen-keys",
  "models/slugs",
  "models/tables",
  "scripts/dkim",
  "sender/circuit-breaker",
  "sender/connection-count",
  "sender/loans",
  "sender/rate-meter",
].map((name) => `tests/${name}.test.ts`);

// `PRESSRUN_TEST_DB` tells tests/support/database.ts which engine a test's own database lives on.
const databaseProject = (engine: "sqlite" | "postgres"): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name: engine,
    include: onADatabase,
    exclude: ofRules,
    env: { PRESSRUN_TEST_DB: engine },
    globalSetup: [`tests/support/${engine}.setup.ts`, "tests/support/scripts.setup.ts", "tests/support/imap.setup.ts"],
  },
});

/** They wait for other processes, up to a minute each: begun last, they would leave the other workers without work. */
const longWaits = [
  "sender/many-hosts",
  "sender/kill",
  "scripts/backup",
  "scripts/send-issue",
  "sender/hardship",
  "sender/faults",
  "sender/pacing",
  "scripts/newer-database",
  "restarts",
  "start",
  "memory",
  "browser/sheets",
].map((name) => `/tests/${name}.test.ts`);

class LongWaitsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => longWaits.some((end) => moduleId.endsWith(end));
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    sequence: { sequencer: LongWaitsFirst },
    setupFiles: "tests/support/cleanup.setup.ts",
    // Far above what most take, so that a busy machine fails none.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 120_000 } },
    // One more than two cores: a test waits half of its time, for a server, a clock or another process.
    maxWorkers: 3,
    // There is no module state to keep apart, and loading a hundred files' modules anew was a third of the time.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: "plain",
          include: [
            "tests/*.test.{ts,tsx}",
            ...["emails", "components", "shareImage"].map((place) => `tests/${place}/**/*.test.{ts,tsx}`),
            ...ofRules,
          ],
          globalSetup: "tests/support/scripts.setup.ts",
        },
      },
      databaseProject("sqlite"),
      databaseProject("postgres"),
      {
        extends: true,
        test: {
          name: "browser",
          include: ["tests/browser/**/*.test.{ts,tsx}"],
          env: { PRESSRUN_TEST_DB: "sqlite" },
          globalSetup: ["tests/support/sqlite.setup.ts", "tests/support/browser.setup.ts"],
          // A page, its web process and its sender wait for each other, so one file at a time leaves a core idle.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          // A race between a browser and a busy machine does not hold up the whole; `npm test` names whoever needed it.
          retry: 1,
          // Far above what any takes, so that a busy machine fails none.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
