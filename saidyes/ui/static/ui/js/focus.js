// After a form was refused, or a part of the page was swapped, the reader stands where something happened.
const PLACES = ["[data-takes-focus]", "[aria-invalid='true']", "[data-notice]", "[autofocus]"];

function focusWithin(root) {
  for (const place of PLACES) {
    const found = root.matches?.(place) ? root : root.querySelector(place);
    if (found) return found.focus();
  }
}

document.querySelector("[data-takes-focus]")?.focus();

document.addEventListener("htmx:afterSettle", (event) => {
  // A live part that refreshes itself must not pull the reader away from what they are doing.
  if (!event.detail.requestConfig?.triggeringEvent) return;
  if (event.target.closest("[data-live]")) return;
  focusWithin(event.target);
});
