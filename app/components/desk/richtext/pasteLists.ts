import type { PasteNotes } from "./pasteNotes.ts";

/**
 * Makes one list of what belongs together: programs write a nested list beside its item, or each item as a list of its
 * own with its level and number.
 */
export function joinLists(body: Element): void {
  for (const wrapper of body.querySelectorAll(".ListContainerWrapper")) wrapper.replaceWith(...wrapper.childNodes);
  for (const inner of body.querySelectorAll(":is(ul, ol) > :is(ul, ol)")) {
    const before = inner.previousElementSibling;
    if (before?.matches("li")) before.append(inner);
    else inner.replaceWith(...inner.childNodes);
  }
  for (const list of body.querySelectorAll("ul, ol")) {
    if (!list.isConnected) continue;
    for (let next = listAfter(list); next && take(list, next); next = listAfter(list));
  }
}

/** Writes a task as a sign before its words: `☑` for one that is done, `☐` for others. */
export function writeTasks(body: Element): void {
  for (const box of body.querySelectorAll("input")) {
    const isTask = box.getAttribute("type")?.toLowerCase() === "checkbox";
    box.replaceWith(isTask ? sign(box.hasAttribute("checked")) : "");
  }
  for (const box of body.querySelectorAll(".checkbox-on, .checkbox-off"))
    if (box.textContent.trim() === "") box.replaceWith(sign(box.matches(".checkbox-on")));
  for (const item of body.querySelectorAll("li[role=checkbox]")) {
    for (const drawing of item.querySelectorAll(":scope > img")) drawing.remove();
    (item.querySelector("p") ?? item).prepend(sign(item.getAttribute("aria-checked") === "true"));
  }
}

/** Says of each list with letters or Roman numerals that it has numbers here. */
export function numberLists(body: Element, notes: PasteNotes): void {
  const letters = /^(lower|upper)-(alpha|latin|roman)|^[aiAI]$/;
  for (const list of body.querySelectorAll<HTMLElement>("ol")) {
    const own = list.getAttribute("type") || list.style.listStyleType;
    const ofItem = list.querySelector<HTMLElement>(":scope > li")?.style.listStyleType ?? "";
    if (letters.test(own) || letters.test(ofItem)) notes.add("letters");
    list.removeAttribute("type");
  }
}

function sign(done: boolean): string {
  return done ? "☑ " : "☐ ";
}

function listAfter(list: Element): Element | null {
  const next = list.nextElementSibling;
  let node = list.nextSibling;
  while (node && node !== next && (node.textContent ?? "").trim() === "") node = node.nextSibling;
  return node === next && next?.matches("ul, ol") ? next : null;
}

/** @returns true when the list has taken the items of the next one */
function take(list: Element, next: Element): boolean {
  const [level, nextLevel] = [levelOf(list), levelOf(next)];
  if (level !== null && nextLevel !== null && nextLevel > level) {
    const item = list.lastElementChild;
    if (!item) return false;
    const inner = item.lastElementChild;
    if (inner?.matches("ul, ol") && take(inner, next)) return true;
    item.append(next);
    return true;
  }
  if (list.tagName !== next.tagName || (level !== null && level !== nextLevel)) return false;
  // Two bulleted lists are one only where their program writes each item by itself.
  const goesOn = list.tagName === "OL" ? startOf(next) === startOf(list) + list.childElementCount : level !== null;
  if (!goesOn || (list.tagName === "OL" && !next.hasAttribute("start"))) return false;
  list.append(...next.childNodes);
  next.remove();
  return true;
}

function startOf(list: Element): number {
  return Number(list.getAttribute("start") ?? 1);
}

function levelOf(list: Element): number | null {
  const level =
    list.getAttribute("data-indent") ?? list.querySelector(":scope > li")?.getAttribute("data-aria-level") ?? null;
  return level === null ? null : Number(level);
}
