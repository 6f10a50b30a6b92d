// After a form was refused, or a part of the page was swapped, the reader stands where something happened.
const SAID = "[data-takes-focus], [data-notice]";
const OPENED = "[data-opened] input:not([type='hidden'])";
const PLACES = [SAID, "[aria-invalid='true']", "[autofocus]", OPENED, "[data-edits]", "[data-found]"];

function focusWithin(root) {
  for (const place of PLACES) {
    const found = root.matches(place) ? root : root.querySelector(place);
    if (found) return found.focus();
  }
}

document.querySelector("[data-takes-focus]")?.focus();

document.addEventListener("htmx:afterSettle", (event) => {
  // A live part that refreshes itself must not pull the reader away from what they are doing.
  if (!event.detail.requestConfig?.triggeringEvent) return;
  if (event.target.closest("[data-live]")) return;
  // One answer may swap several parts: what it says goes before what it opened.
  if (document.activeElement.matches(SAID)) return;
  focusWithin(event.target);
});
