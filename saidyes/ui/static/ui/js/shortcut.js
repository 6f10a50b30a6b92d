// One key goes to the search field. It can be switched off: some people speak to their computer (WCAG 2.1.4).
const REMEMBERED = "search-shortcut";
const field = document.querySelector("[data-shortcut]");
const sign = field?.parentElement.querySelector("kbd");
const box = document.querySelector("[data-switches-shortcut]");

const isOn = () => localStorage.getItem(REMEMBERED) !== "off";
const isTyping = (element) => element.matches("input, textarea, select, [contenteditable]");

function show() {
  sign.hidden = !isOn();
  box.checked = isOn();
  box.closest("[hidden]")?.removeAttribute("hidden");
}

if (field && sign && box) {
  show();
  box.addEventListener("change", () => {
    localStorage.setItem(REMEMBERED, box.checked ? "on" : "off");
    show();
  });
  document.addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === field.dataset.shortcut && plain && isOn() && !isTyping(event.target)) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
}
