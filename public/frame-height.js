/*
 * In a frame on another site: tells the page around it how high the form is, and takes from it whether it is light or
 * dark there. Only who copied the snippet with its script has it; it asks for nothing and keeps nothing.
 */
const form = document.querySelector("main");

function tell() {
  parent.postMessage({ pressrun: "form", height: Math.ceil(form.getBoundingClientRect().bottom) }, "*");
}

addEventListener("message", ({ source, data }) => {
  if (source !== parent || !["light", "dark"].includes(data?.look)) return;
  document.documentElement.dataset.look = data.look;
});
new ResizeObserver(tell).observe(form);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", tell);
