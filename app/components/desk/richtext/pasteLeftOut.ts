import { hidesText, machineryNames } from "#app/models/htmlRules.ts";
import type { PasteNotes } from "./pasteNotes.ts";
import { declared } from "./pasteStyles.ts";

const machinery = machineryNames.join();
const embedded = "iframe, object, embed, audio, video, canvas";
const comments = [
  "[style*='mso-element:comment-list']",
  "[style*='mso-element: comment-list']",
  "[style*='mso-special-character:comment']",
  "[style*='mso-special-character: comment']",
  ".MsoCommentReference",
  ".MsoCommentText",
  ".msocomanchor",
  ".msocomtxt",
  ".msocomoff",
  "a[href^='#_msocom']",
  "a[href^='#cmnt']:not([href^='#cmnt_ref'])",
  ".comment-marker",
].join();

/**
 * Removes everything that a reader of the source does not see: deleted text, comments, hidden text, tracking pictures and
 * machinery. Inserted text stays.
 */
export function leaveOut(body: Element, notes: PasteNotes): void {
  for (const element of body.querySelectorAll(machinery)) element.remove();
  for (const element of body.querySelectorAll("del, .msoDel")) if (isTracked(element)) note(element, "deleted", notes);
  leaveOutComments(body, notes);
  for (const image of body.querySelectorAll("img")) if (isTracker(image)) noteTracker(image, notes);
  for (const element of body.querySelectorAll("[style], [hidden]")) {
    if (!element.isConnected || !isHidden(element)) continue;
    if (element.textContent.trim() === "") element.remove();
    else note(element, "hidden", notes);
  }
  for (const element of body.querySelectorAll(embedded)) {
    notes.add("embedded", hostOf(element.getAttribute("src") ?? element.getAttribute("data")));
    element.remove();
  }
  for (const math of body.querySelectorAll("math")) {
    const source = math.getAttribute("alttext") ?? math.querySelector("annotation")?.textContent ?? math.textContent;
    notes.add("formula", source);
    math.replaceWith(source);
  }
  for (const element of body.querySelectorAll("svg")) element.remove();
}

/**
 * A change that somebody has not accepted yet says when or by whom. Without that, `del` is text that readers see struck
 * out.
 */
function isTracked(element: Element): boolean {
  return ["cite", "datetime", "cdate"].some((name) => element.hasAttribute(name)) || /^mso/i.test(element.className);
}

function leaveOutComments(body: Element, notes: PasteNotes) {
  // Google writes them at the end, each in a box of its own that refers back.
  for (const back of body.querySelectorAll("a[href^='#cmnt_ref']")) {
    const box = back.closest("div:not(:has(> div)), p");
    if (box) note(box, "comment", notes);
  }
  for (const element of body.querySelectorAll(comments)) {
    if (!element.isConnected) continue;
    const words = element.matches("[style*='comment-list'], .MsoCommentText, .msocomtxt") ? element.textContent : "";
    if (words.trim() !== "") notes.add("comment", words);
    const around = element.parentElement;
    element.remove();
    if (around?.matches("sup, span") && around.textContent.trim() === "") around.remove();
  }
}

function note(element: Element, kind: "deleted" | "comment" | "hidden", notes: PasteNotes) {
  if (element.textContent.trim() !== "") notes.add(kind, element.textContent);
  element.remove();
}

function isHidden(element: Element): boolean {
  return element.hasAttribute("hidden") || hidesText(element.getAttribute("style"));
}

function isTracker(image: HTMLImageElement): boolean {
  const size = (name: "width" | "height") => parseFloat(image.getAttribute(name) || declared(image, name) || "NaN");
  return size("width") <= 2 || size("height") <= 2 || isHidden(image);
}

function noteTracker(image: Element, notes: PasteNotes) {
  notes.add("tracker", hostOf(image.getAttribute("src")));
  image.remove();
}

/** Returns the host of a URL, or empty. */
function hostOf(url: string | null): string {
  return url && URL.canParse(url) ? new URL(url).hostname : "";
}
