import type { BrowserContext } from "playwright-core";

/** As text: the compiler of the sources would mark its functions, and the page does not know the mark. */
const whenOpened = `(function look() {
  const text = document.querySelector(".ProseMirror[contenteditable=true]");
  if (!text || text.closest("[inert]")) requestAnimationFrame(look);
  else setTimeout(() => (window.opened = performance.now()));
})()`;

/** Milliseconds from the request until the text of a sheet can be written in. */
export async function opened(someone: BrowserContext, path: string): Promise<number> {
  for (const page of someone.pages()) await page.close();
  const page = await someone.newPage();
  await page.addInitScript(whenOpened);
  await page.goto(path);
  const time = await page.waitForFunction(() => (window as { opened?: number }).opened);
  return (await time.jsonValue())!;
}
