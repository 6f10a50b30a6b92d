// A link with data-opens="id" leads to a page with the question; here it opens the same question as a dialog.
document.addEventListener("htmx:afterSettle", () => {
  // A question that the server sent in answer to a button is asked at once.
  const asked = document.querySelector("dialog[data-opens-itself]:not([open])");
  asked?.addEventListener("close", () => asked.remove());
  asked?.showModal();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog?.showModal) {
    event.preventDefault();
    dialog.showModal();
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
});
