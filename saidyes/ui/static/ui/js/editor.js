// The toolbar of a message: each button puts Markdown around what is selected, or a merge field where the caret is.
// As in every toolbar, Tab comes to it once and the arrow keys go from one button to the next.
const AROUND = { bold: ["**", "**"], italic: ["_", "_"], link: ["[", "](https://)"] };
const KEYS = { b: "bold", i: "italic", k: "link" };
const BEFORE_LINE = { heading: "## ", list: "- " };

const textOf = (tool) => tool.closest(".editor").querySelector("textarea");

function insert(text, before, after = "") {
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
  const start = text.selectionStart + before.length;
  text.setRangeText(before + chosen + after);
  text.setSelectionRange(start, start + chosen.length);
  tell(text);
}

function begin(text, mark) {
  const line = text.value.lastIndexOf("\n", text.selectionStart - 1) + 1;
  text.setRangeText(mark, line, line, "end");
  tell(text);
}

function write(text, kind) {
  if (kind in AROUND) insert(text, ...AROUND[kind]);
  else begin(text, BEFORE_LINE[kind]);
}

const isShown = (tool) => tool.matches("summary") || !tool.closest(".menu:not([open])");

function move(toolbar, from, step) {
  const tools = [...toolbar.querySelectorAll("button, summary")].filter(isShown);
  const next = tools[(tools.indexOf(from) + step + tools.length) % tools.length];
  for (const tool of tools) tool.tabIndex = tool === next ? 0 : -1;
  next.focus();
}

function tell(text) {
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-markdown], [data-inserts]");
  if (tool?.dataset.inserts) insert(textOf(tool), tool.dataset.inserts);
  else if (tool) write(textOf(tool), tool.dataset.markdown);
  for (const menu of document.querySelectorAll(".menu[open]")) if (tool || !menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const kind = KEYS[event.key];
  if (kind && (event.ctrlKey || event.metaKey) && event.target.matches(".editor textarea")) {
    event.preventDefault();
    write(event.target, kind);
  }
  const menu = event.target.closest(".menu[open]");
  if (menu && event.key === "Escape") {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const toolbar = event.target.closest(".toolbar");
  if (step && toolbar) {
    event.preventDefault();
    move(toolbar, event.target, step);
  }
});

for (const toolbar of document.querySelectorAll(".toolbar[hidden]")) {
  toolbar.hidden = false;
  for (const tool of [...toolbar.querySelectorAll("button, summary")].slice(1)) tool.tabIndex = -1;
}
