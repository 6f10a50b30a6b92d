// The toolbar of a message: each button puts Markdown around what is selected, or a merge field where the caret is.
const AROUND = { bold: ["**", "**"], italic: ["_", "_"], link: ["[", "](https://)"] };
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

function tell(text) {
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const tool = event.target.closest("[data-markdown]");
  if (!tool) return;
  const kind = tool.dataset.markdown;
  if (kind in AROUND) insert(textOf(tool), ...AROUND[kind]);
  else begin(textOf(tool), BEFORE_LINE[kind]);
});

document.addEventListener("change", (event) => {
  const list = event.target.closest("[data-inserts]");
  if (!list?.value) return;
  insert(textOf(list), list.value);
  list.value = "";
});

for (const toolbar of document.querySelectorAll(".toolbar[hidden]")) toolbar.hidden = false;
