// One sheet on the screen.

function isExpired(packet) {
  return Boolean(packet.expires) && Date.now() >= Date.parse(packet.expires);
}

function identityHeader(heading, words) {
  const facts = [[words.born, heading.born], ...heading.facts];
  return el("header", { class: "identity" },
    el("p", { class: "name" }, heading.name ? el("bdi", {}, heading.name) : words.blank_sheet),
    el("dl", {}, facts.filter(([, value]) => value).map(([label, value]) => el("div", {}, el("dt", {}, label), el("dd", {}, el("bdi", {}, value))))));
}

function marksBand(marks, language) {
  byId("marks").replaceChildren(...marks.map((mark) => el("strong", { class: "mark", lang: language, dir: "auto" }, mark)));
}

// On paper, every page says whose it is (CSS Paged Media 3, page-margin boxes; a browser without them prints it once).
function printedHeads(work) {
  const { heading, serial } = work.sheet;
  const mrn = work.packet.patient?.mrn;
  const quoted = (text) => `"${[...text].map((each) => (/[\w .,:-]/.test(each) ? each : `\\${each.codePointAt(0).toString(16)} `)).join("")}"`;
  const owner = [heading.name, heading.born, mrn].filter(Boolean).join(" \u00b7 ");
  const style = forgetPrintedHeads();
  const boxes = `@top-left { content: ${quoted(owner)}; } @top-right { content: ${quoted([...heading.marks, serial].join(" \u00b7 "))}; } @bottom-right { content: counter(page) " / " counter(pages); }`;
  printedHeads.rule = style.insertRule(`@page { ${boxes} }`, style.cssRules.length);
}

function forgetPrintedHeads() {
  const style = document.styleSheets[0];
  if (printedHeads.rule !== undefined) style.deleteRule(printedHeads.rule);
  delete printedHeads.rule;
  return style;
}

function fieldViews(fields, work, { holder, prefix = "", context }) {
  return fields.map((field) => new FieldView(field, { holder, work, path: prefix + field.key, context }));
}

function sheetView(work) {
  const { form, words, sheet, packet } = work;
  const context = () => contextOf(work);
  const views = fieldViews(form.fields, work, { holder: work.draft.typed, context });
  const asksWhose = !packet.patient && form.about === "patient";
  const owner = asksWhose ? fieldViews(form.identity, work, { holder: work.draft.patient, prefix: "patient.", context: () => new Context(form.identity, work.draft.patient) }) : [];
  work.views = [...owner, ...views];
  work.refresh = () => {
    views.forEach((view) => view.refresh(context()));
    owner.forEach((view) => view.refresh(new Context(form.identity, work.draft.patient)));
  };
  const summary = el("div", { class: "summary", tabindex: "-1", role: "group", hidden: true });
  const expiry = el("div", { id: "expiry", role: "alert" });
  const questions = el("fieldset", { class: "all", id: "questions" },
    asksWhose && sectionOf(words.whose, owner),
    form.sections.map((section) => sectionOf(section.title, section.keys.map((key) => views.find((view) => view.field.key === key)))));
  const heading = el("h1", { tabindex: "-1" }, form.title);
  show(el("article", { class: "sheet", lang: form.language, dir: form.direction },
    identityHeader(sheet.heading, words),
    sheet.heading.alert && el("p", { class: "notice warning" }, sheet.heading.alert),
    el("nav", { class: "bar no-print" }, el("a", { href: "#", class: "button" }, words.back_to_list), el("span", { class: "serial" }, sheet.serial)),
    heading,
    el("p", { class: "hint" }, sheet.heading.snapshot, " ", form.filled_in_by),
    expiry, summary, questions,
    el("footer", { class: "actions no-print" },
      button(words.check, () => checkSheet(work, summary)),
      button(words.export_one, () => exportSheet(work, summary), { class: "first" }),
      button(words.print_sheet, () => window.print())),
    el("p", { id: "state", class: "state" }),
    el("p", { class: "print-only code" }, `${sheet.serial} · ${sheet.token}`)));
  marksBand(sheet.heading.marks, form.language);
  printedHeads(work);
  work.refresh();
  showExpiry(work);
  showState(work);
  heading.focus();
}

function sectionOf(title, views) {
  const id = newId();
  return el("section", { "aria-labelledby": id }, el("h2", { id }, title), views.map((view) => view.node));
}

function showExpiry(work) {
  const box = byId("expiry");
  if (!box || !work) return;
  const { packet, words } = work;
  const over = isExpired(packet);
  work.closed = over && !isBegun(work);
  byId("questions").disabled = work.closed;
  const said = over ? [filled(words.expired, { moment: packet.expires_words[work.form.language] })] : [];
  if (over && !work.closed) said.push(words.expired_begun);
  if (box.textContent === said.join("")) return;
  box.replaceChildren(...said.map((each) => el("p", { class: "notice danger" }, each)));
}

function showState(work) {
  const name = stateName(work);
  if (work.told && work.told !== name && shift.open === work) announce(stateWords(work));
  work.told = name;
  const line = byId("state");
  if (!line || shift.open !== work) return;
  line.textContent = stateWords(work);
  line.className = `state ${name}`;
}

function shownFaults(work) {
  const faults = sheetFaults(work);
  for (const view of work.views.flatMap((each) => each.all())) {
    view.showFaults(faults.filter((fault) => fault.path === view.path).map((fault) => fault.words));
  }
  return faults;
}

function checkSheet(work, summary) {
  const faults = shownFaults(work);
  const { words } = work;
  summary.hidden = false;
  if (!faults.length) {
    summary.replaceChildren(el("p", { class: "good" }, words.no_faults));
    announce(words.no_faults);
    summary.focus();
    return faults;
  }
  const count = faults.length === 1 ? words.one_fault : filled(words.many_faults, { count: faults.length });
  const everywhere = work.views.flatMap((view) => view.all());
  const link = (fault) => el("a", {
    href: "#",
    onclick: (event) => {
      event.preventDefault();
      everywhere.find((view) => view.path === fault.path)?.focus();
    },
  }, fault.words);
  summary.setAttribute("aria-label", words.faults_title);
  summary.replaceChildren(el("h2", {}, words.faults_title), el("p", {}, count), el("ul", {}, faults.map((fault) => el("li", {}, link(fault)))));
  summary.focus();
  summary.scrollIntoView({ block: "start" });
  return faults;
}

async function exportSheet(work, summary) {
  const said = await exportWithWords([work], work.words);
  if (said === "back") checkSheet(work, summary);
  else {
    summary.hidden = false;
    summary.replaceChildren(el("p", { class: isBegun(work) ? "good" : null }, said));
    summary.focus();
  }
}
