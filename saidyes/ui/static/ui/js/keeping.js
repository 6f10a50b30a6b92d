// What somebody types is kept in this tab until the school has it, so that a log-out, an old page or a dead line loses
// nothing: the page puts it back when it is opened next. A closed tab forgets it.
const form = document.querySelector("[data-keeps-text]");
const TEXTS = ["subject", "preview_line", "body"];
const WRITTEN_OVER = ["version", "editor"];
const SENT = "typed-sent"; // the page whose form was sent by a button; arriving anywhere else, it was taken

const here = () => `typed:${location.pathname}`;
const field = (name) => form.elements.namedItem(name);
const read = (names) => Object.fromEntries(names.map((name) => [name, field(name).value]));
const texts = () => JSON.stringify(read(TEXTS));
const keep = () => sessionStorage.setItem(here(), JSON.stringify(read([...TEXTS, ...WRITTEN_OVER])));
const forget = () => sessionStorage.removeItem(here());
const say = (words) => {
  document.querySelector("#saved p").textContent = words;
};

function putBack(typed) {
  if (TEXTS.every((name) => field(name).value === typed[name])) return forget();
  // With the version that it was written over: if somebody saved since, both texts are shown.
  for (const name of Object.keys(typed)) field(name).value = typed[name];
  field("body").dispatchEvent(new Event("input", { bubbles: true }));
  say("What you typed before is back. It is saved in a moment.");
}

const sent = sessionStorage.getItem(SENT);
if (sent && sent !== here()) sessionStorage.removeItem(sent);
sessionStorage.removeItem(SENT);

if (form) {
  let onItsWay = "";
  let isLeaving = false;
  form.addEventListener("input", keep);
  form.addEventListener("submit", () => {
    sessionStorage.setItem(SENT, here());
    isLeaving = true;
    form.dispatchEvent(new Event("htmx:abort"));
  });
  window.addEventListener("pageshow", () => {
    isLeaving = false;
  });
  document.addEventListener("DOMContentLoaded", () => {
    const typed = JSON.parse(sessionStorage.getItem(here()) ?? "null");
    if (typed) putBack(typed);
  });
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (isLeaving && event.detail.requestConfig.elt === form) event.preventDefault(); // a button saves it already
    else onItsWay = texts();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { requestConfig, xhr } = event.detail;
    if (requestConfig.elt === form && xhr.status === 200) forget(); // where it was: a first save moves the page
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (onItsWay && onItsWay !== texts()) keep();
  });
  form.addEventListener("htmx:sendError", () => say("Not saved: no connection. What you typed is kept on this computer."));
  form.addEventListener("htmx:responseError", () => {
    say("Not saved: this page was open too long. Reload it: what you typed comes back.");
  });
}
