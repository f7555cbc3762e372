// All patients and sheets of the page.

function listView() {
  const { words } = page;
  const found = el("p", { class: "hint", role: "status" });
  const cards = contents.packets.map((packet) => cardOf(packet, words));
  const search = searchBox(words, cards, found);
  const heading = el("h1", { tabindex: "-1" }, words.list_title);
  const result = el("div", { class: "summary", tabindex: "-1", role: "group", "aria-label": words.export_all, hidden: true });
  const exportAll = async () => {
    const said = await exportWithWords(shift.works, words);
    if (said === "back") return;
    listView();
    const shown = byId("result");
    shown.hidden = false;
    shown.replaceChildren(el("p", { class: shift.works.some(isBegun) ? "good" : null }, said));
    shown.focus();
  };
  result.id = "result";
  show(heading,
    !shift.vault && el("p", { class: "notice warning" }, words.cannot_keep),
    ...(shift.damaged || []).map((serial) => el("p", { class: "notice warning" }, filled(words.damaged, { serial }))),
    result, search, found, el("div", { class: "cards" }, cards.map(({ node }) => node)),
    el("footer", { class: "actions" },
      button(words.export_all, exportAll, { class: "first" }),
      shift.vault && button(words.lock, lock),
      button(words.forget, askToForget, { class: "danger" })));
  marksBand([...new Set(contents.packets.flatMap((packet) => packet.marks))], page.language);
  heading.focus();
}

function searchBox(words, cards, found) {
  if (cards.length < 6) return null;
  const id = newId();
  const input = el("input", { id, type: "search", autocomplete: "off", dir: "auto" });
  input.addEventListener("input", () => {
    const wanted = input.value.trim().toLocaleLowerCase();
    cards.forEach(({ node, text }) => { node.hidden = !text.includes(wanted); });
    found.textContent = filled(words.found, { count: cards.filter(({ node }) => !node.hidden).length });
  });
  return el("div", { class: "field" }, el("label", { for: id, class: "label" }, words.find), input);
}

function cardOf(packet, words) {
  const [id, told] = [newId(), newId()];
  const { heading } = packet;
  const works = shift.works.filter((work) => work.packet === packet);
  const facts = [[words.born, heading.born], ...heading.facts].filter(([, value]) => value);
  // Two patients may have one name: birth date and numbers are part of what a card is called.
  const node = el("section", { class: "card", "aria-labelledby": `${id} ${told}` },
    el("h2", { id }, heading.name ? el("bdi", {}, heading.name) : words.blank_sheet),
    el("dl", { id: told }, facts.map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, el("bdi", {}, value))))),
    el("p", { class: "hint" }, heading.snapshot),
    packet.marks.map((mark) => el("strong", { class: "mark" }, mark)),
    heading.alert && el("p", { class: "notice warning" }, heading.alert),
    isExpired(packet) && el("p", { class: "notice danger" }, filled(words.expired, { moment: packet.expires_words[page.language] })),
    el("ul", { class: "sheets" }, works.map((work) => sheetLink(work, words))));
  const text = [heading.name, heading.born, ...heading.facts.map(([, value]) => value), ...works.map((work) => `${work.sheet.serial} ${work.form.title}`)];
  return { node, text: text.join(" ").toLocaleLowerCase() };
}

function sheetLink(work, words) {
  const name = stateName(work);
  return el("li", {},
    el("a", { href: `#sheet-${work.index}`, class: "sheet-link" },
      el("span", { class: "title", lang: work.form.language, dir: work.form.direction }, work.form.title),
      " ", el("span", { class: "serial" }, work.sheet.serial),
      " ", el("span", { class: `state ${name}` }, words[`state_${name}`])));
}

async function askToForget() {
  const { words } = page;
  const lost = shift.works.filter(isOwed).length;
  const said = [words.forget_words, lost > 0 && filled(words.forget_lost, { count: lost })].filter(Boolean);
  const choices = [{ value: "", words: words.go_back }, { value: "forget", words: words.forget_yes, danger: true }];
  if (await ask(words.forget_title, said, choices) !== "forget") return;
  Object.assign(shift, { name: "", vault: null, works: [], open: null, damaged: [] });
  forgetEverything(storage());
  contents = page.locked ? null : page.contents;
  history.replaceState(null, "", "#");
  forgetPrintedHeads();
  startView(words.forgotten);
}

async function lock() {
  for (const work of shift.works) await keep(work);
  if (shift.works.some((work) => work.full || work.kept < work.draft.revision)) return;
  shift.leaving = true;
  location.reload();
}
