// Elements are built of text nodes and attributes alone: no string is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

function fill(made, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

let numbered = 0;

function newId() {
  numbered += 1;
  return `n${numbered}`;
}

function byId(id) {
  return document.getElementById(id);
}

// Fills ${names} into words; a value that holds a $ is left as it is.
function filled(words, values = {}) {
  return words.replace(/\$([a-z_]+)/g, (found, name) => (name in values ? String(values[name]) : found));
}

function announce(words) {
  const live = byId("live");
  live.textContent = "";
  // A screen reader speaks what changes, also where the same is said twice.
  setTimeout(() => { live.textContent = words; }, 50);
}

// null and false stand for nothing.
function show(...children) {
  byId("content").replaceChildren(...children.filter(Boolean));
}

function button(words, act, attributes = {}) {
  return el("button", { type: "button", onclick: act, ...attributes }, words);
}

// Asks a question in a dialog; resolves to the value of the button that was pressed, or "" for Escape.
function ask(title, paragraphs, choices) {
  return new Promise((resolve) => {
    const heading = newId();
    const box = el("dialog", { "aria-labelledby": heading },
      el("h2", { id: heading }, title),
      paragraphs.map((words) => el("p", {}, words)),
      el("div", { class: "actions" }, choices.map(({ value, words, danger }) =>
        button(words, () => box.close(value), { class: danger ? "danger" : null }))));
    box.addEventListener("close", () => {
      box.remove();
      resolve(box.returnValue);
    });
    document.body.append(box);
    box.showModal();
  });
}
