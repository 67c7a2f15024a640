import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

const onADatabase = ["models", "routes", "sender", "db", "scripts", "app", "http"].map(
  (place) => `tests/${place}/**/*.test.{ts,tsx}`,
);

// `PRESSRUN_TEST_DB` tells tests/support/database.ts which engine a test's own database lives on.
const databaseProject = (engine: "sqlite" | "postgres"): TestProjectInlineConfiguration => ({
  extends: true,
  test: {
    name: engine,
    include: onADatabase,
    env: { PRESSRUN_TEST_DB: engine },
    globalSetup: [`tests/support/${engine}.setup.ts`, "tests/support/scripts.setup.ts"],
  },
});

export default defineConfig({
  test: {
    setupFiles: "tests/support/cleanup.setup.ts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // vitest would leave one of two cores to itself; it needs little of it.
    maxWorkers: 2,
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
          // One page at a time: a browser, the web process and a sender already fill two cores.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
