import { findBrowser } from "./find-browser.ts";

/** Finds a browser, or installs one, before the first test's time starts to run. */
export default function setUpBrowser() {
  process.env.CHROME_PATH = findBrowser();
}
