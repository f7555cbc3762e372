// The start of a shift: who types, and the passphrase that opens the sheets and locks the drafts.

function entry(label, hint, attributes) {
  const ids = [newId(), newId(), newId()];
  const input = el("input", { id: ids[0], autocomplete: "off", "aria-describedby": `${ids[1]} ${ids[2]}`, ...attributes });
  const fault = el("p", { class: "fault", id: ids[2], hidden: true });
  const node = el("div", { class: "field" }, el("label", { for: ids[0], class: "label" }, label), el("p", { class: "hint", id: ids[1] }, hint), fault, input);
  const tell = (words) => {
    fault.textContent = words;
    fault.hidden = !words;
    input.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) input.focus();
  };
  return { node, input, tell };
}

function startView(notice = "") {
  const { words } = page;
  const store = canLock() ? storage() : null;
  const known = Vault.known(store);
  const heading = el("h1", { tabindex: "-1" }, words.start_title);
  if (page.locked && !canLock()) return show(heading, el("p", { class: "notice danger" }, words.cannot_open));
  const asks = Boolean(page.locked || store);
  const name = entry(words.your_name, words.your_name_hint, { type: "text", maxlength: 200, dir: "auto" });
  const hint = page.locked ? words.phrase_page_hint : known ? words.phrase_known_hint : words.phrase_new_hint;
  const passphrase = entry(words.phrase, hint, { type: "password" });
  const again = entry(words.phrase_again, "", { type: "password" });
  const repeats = asks && !page.locked && !known;
  const parts = { store, known, name, passphrase, again, asks, repeats };
  const submit = el("button", { type: "submit", class: "first" }, words.begin);
  const form = el("form", { class: "start", novalidate: true, onsubmit: (event) => {
    event.preventDefault();
    begin(parts, submit);
  } },
    name.node, asks && passphrase.node, repeats && again.node,
    el("div", { class: "actions" }, submit, asks && !page.locked && !known && button(words.begin_without, () => beginWithout(parts))));
  show(heading,
    notice && el("p", { class: "notice good" }, notice),
    page.locked && el("p", {}, words.start_sealed),
    store ? el("p", {}, words.start_drafts) : el("p", { class: "notice warning" }, words.cannot_keep),
    form,
    known && el("div", { class: "actions end" }, button(words.forget, askToForget, { class: "danger" })));
  marksBand(page.marks, page.language);
  if (notice) heading.focus();
  return undefined;
}

function hasName({ name }) {
  name.tell(name.input.value.trim() ? "" : page.words.name_missing);
  return Boolean(name.input.value.trim());
}

async function begin(parts, submit) {
  const { words } = page;
  const { passphrase, again, store, asks, repeats, known } = parts;
  if (!hasName(parts)) return;
  const typed = passphrase.input.value;
  [passphrase, again].forEach((each) => each.tell(""));
  if (!asks) { await opened(parts, null); return; }
  if (repeats && [...typed].length < 8) { passphrase.tell(words.phrase_short); return; }
  if (repeats && typed !== again.input.value) { again.tell(words.phrases_differ); return; }
  submit.disabled = true;
  submit.textContent = words.opening;
  const found = page.locked ? await openedPage(typed) : contents;
  const vault = found && store ? await Vault.open(store, typed).catch(() => undefined) : undefined;
  submit.disabled = false;
  submit.textContent = words.begin;
  if (!found || vault === null) { passphrase.tell(words.wrong_phrase); return; }
  contents = found;
  await opened(parts, vault || null);
}

function beginWithout(parts) {
  if (hasName(parts)) opened(parts, null);
}

async function opened({ name }, vault) {
  shift.name = name.input.value.trim();
  shift.vault = vault;
  shift.works = contents.packets.flatMap((packet) => packet.sheets.map((sheet) => [packet, sheet]))
    .map(([packet, sheet], index) => newWork(packet, sheet, contents.forms, index));
  shift.damaged = vault ? await loadDrafts() : [];
  route();
}
