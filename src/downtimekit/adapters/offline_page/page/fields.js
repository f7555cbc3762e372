// One field of a form on the screen: its label, hint, fault and whatever is filled in.

const hintOf = (field, id) => (field.hint ? el("p", { class: "hint", id }, field.hint) : null);

// What a field's view needs to know of where it stands.
//   holder: the object that what is typed stands in, under the field's key
//   work: the sheet; path: where it is, for faults; context: gives the answers that conditions look at
class FieldView {
  constructor(field, place) {
    Object.assign(this, place, { field, words: place.work.words });
    this.ids = { hint: newId(), fault: newId(), label: newId() };
    this.inner = [];
    this.controls = [];
    this.body = el("div", { class: "body" });
    this.node = this.frame();
    this.build();
  }

  get typed() {
    return this.holder[this.field.key];
  }

  set typed(typed) {
    this.holder[this.field.key] = typed;
  }

  frame() {
    const { field, words } = this;
    if (field.kind === "statement") return this.statement();
    this.neededMark = el("span", { class: "needed" }, ` (${words.needed_mark})`);
    this.hint = hintOf(field, this.ids.hint);
    this.fault = el("p", { class: "fault", id: this.ids.fault, hidden: true });
    const single = WRITTEN.includes(field.kind);
    this.inputId = newId();
    const label = single
      ? el("label", { for: this.inputId, class: "label" }, field.label, this.neededMark)
      : el("legend", { class: "label", id: this.ids.label }, field.label, this.neededMark);
    const describedby = single ? null : this.describedBy();
    return el(single ? "div" : "fieldset", { class: `field ${field.kind}`, "aria-describedby": describedby }, label, this.hint, this.fault, this.body);
  }

  statement() {
    [this.neededMark, this.fault] = [el("span"), el("p", { hidden: true })];
    const hint = hintOf(this.field, this.ids.hint);
    return el("div", { class: "field statement" }, el("p", { class: "label" }, this.field.label), hint);
  }

  describedBy() {
    return [this.hint && this.ids.hint, this.ids.fault].filter(Boolean).join(" ");
  }

  build() {
    BUILDERS[this.field.kind](this);
  }

  // Adds something that can be focused; the first one is where a fault leads to.
  control(made) {
    this.controls.push(made);
    return made;
  }

  changed() {
    touch(this.work);
    this.work.refresh();
    if (!this.fault.hidden && !this.ownFaults().length) this.showFaults([]);
  }

  ownFaults() {
    return formatFaults(this.field, this.typed, this.context(), this.words);
  }

  // After somebody has left the field: what cannot be right is said there and then, what is missing is not.
  left() {
    if (this.field.kind !== "signature") this.showFaults(this.ownFaults());
  }

  showFaults(said) {
    this.fault.hidden = !said.length;
    this.fault.textContent = said.join(" ");
    this.controls.forEach((made) => made.toggleAttribute("aria-invalid", said.length > 0));
    this.controls.filter((made) => made.hasAttribute("aria-invalid")).forEach((made) => made.setAttribute("aria-invalid", "true"));
  }

  refresh(context) {
    const asked = context.isAsked(this.field);
    this.node.hidden = !asked;
    this.neededMark.hidden = !context.isNeeded(this.field);
    this.inner.forEach(({ view, row }) => view.refresh(row ? context.row(this.field, row) : context));
    this.onRefresh?.();
  }

  focus() {
    const target = this.controls.find((made) => !made.disabled && !made.hidden) || this.node;
    target.focus();
    target.scrollIntoView({ block: "center" });
  }

  all() {
    return [this, ...this.inner.flatMap(({ view }) => view.all())];
  }
}

const BUILDERS = {
  text: (view) => written(view, el("input", { type: "text", maxlength: LONGEST })),
  number: (view) => written(view, el("input", { type: "text", inputmode: "decimal", maxlength: 40 })),
  note: (view) => written(view, el("textarea", { rows: Math.min(Math.max(view.field.lines, 2), 12), maxlength: LONGEST })),
  date: (view) => moment(view),
  time: (view) => moment(view),
  date_time: (view) => moment(view),
  yes_no: (view) => oneOf(view, [[true, view.words.yes], [false, view.words.no]]),
  one_of: (view) => oneOf(view, view.field.choices.map((choice) => [choice.key, choiceLabel(choice)])),
  many_of: (view) => manyOf(view),
  diagram: (view) => drawing(view),
  table: (view) => table(view),
  signature: (view) => signature(view),
  statement: () => {},
};

function choiceLabel(choice) {
  return choice.mark && choice.mark !== choice.label ? [el("b", { class: "sign" }, choice.mark), " ", choice.label] : [choice.label];
}

function written(view, input) {
  const { field } = view;
  fill(input, { id: view.inputId, autocomplete: "off", dir: "auto", "aria-describedby": view.describedBy() }, []);
  input.value = view.typed;
  const grow = () => {
    if (field.kind !== "note") return;
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight + 2}px`;
  };
  input.addEventListener("input", () => {
    view.typed = input.value;
    grow();
    view.changed();
  });
  input.addEventListener("change", () => view.left());
  view.body.append(view.control(input));
  if (field.unit) {
    const unit = newId();
    input.setAttribute("aria-describedby", `${unit} ${view.describedBy()}`);
    view.body.append(el("span", { class: "unit", id: unit }, field.unit));
  }
  view.onRefresh = grow;
}

function moment(view) {
  const { field, words } = view;
  const names = { month: words.month, day: words.day_of_month, year: words.year, hour: words.hour, minute: words.minute };
  const inputs = {};
  const told = el("p", { class: "told", "aria-live": "polite" });
  const which = el("div", { class: "which" });
  const say = () => {
    const answer = answerOf(field, view.typed, view.context());
    told.textContent = !answer ? "" : field.kind === "date" ? dayInWords(answer, words) : field.kind === "time" ? "" : momentInWords(answer, words);
    offsetChoice(view, which, say);
  };
  const part = (name) => {
    const id = newId();
    const input = view.control(el("input", { id, type: "text", inputmode: "numeric", autocomplete: "off", maxlength: name === "year" ? 4 : 2, class: name, "aria-describedby": view.describedBy() }));
    input.value = view.typed[name] || "";
    input.addEventListener("input", () => {
      view.typed = { ...view.typed, [name]: input.value };
      delete view.typed.offset;
      say();
      view.changed();
    });
    inputs[name] = input;
    return el("div", { class: "part" }, el("label", { for: id }, names[name]), input);
  };
  const now = button(field.kind === "date" ? words.today : words.now, () => {
    view.typed = partsOf(field.kind, field.kind === "time" ? clockNow() : isoNow());
    Object.entries(inputs).forEach(([name, input]) => { input.value = view.typed[name] || ""; });
    view.showFaults([]);
    say();
    view.changed();
  }, { class: "quiet" });
  const box = el("div", { class: "parts" }, partNames(field.kind, words).map(part), now);
  // Only where somebody leaves the whole: half a date is no fault while its other half is typed.
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (!box.contains(relatedTarget)) view.left();
  });
  view.body.append(box, which, told);
  if (field.kind === "date_time") view.body.append(el("p", { class: "hint" }, filled(words.zone, { zone: zoneInWords() })));
  say();
}

function offsetChoice(view, which, say) {
  const { typed, words } = view;
  const [day, time] = view.field.kind === "date_time" ? [dayOf(typed), timeOf(typed)] : [null, null];
  const offsets = day && time ? offsetsAt(day, time) : [];
  which.replaceChildren();
  if (offsets.length < 2) return;
  const id = newId();
  const chosen = el("select", { id }, offsets.map((offset) => el("option", { value: offset, selected: offset === typed.offset }, `UTC${offsetText(offset)}`)));
  chosen.addEventListener("change", () => {
    view.typed = { ...view.typed, offset: Number(chosen.value) };
    say();
    view.changed();
    which.querySelector("select").focus();
  });
  which.append(el("label", { for: id }, words.which_hour), chosen);
}

// Sentences stand below each other; short words side by side.
function spread(view) {
  view.body.classList.toggle("wide", view.field.choices.some(({ label }) => label.length > 44));
}

function oneOf(view, options) {
  spread(view);
  const name = newId();
  const inputs = options.map(([value, label]) => {
    const input = view.control(el("input", { type: "radio", name, "aria-describedby": view.describedBy() }));
    input.checked = view.typed === value;
    input.addEventListener("change", () => {
      view.typed = value;
      view.changed();
    });
    view.body.append(el("label", { class: "choice" }, input, el("span", { dir: "auto" }, label)));
    return input;
  });
  const clear = button(view.words.clear, () => {
    view.typed = null;
    inputs.forEach((input) => { input.checked = false; });
    view.changed();
    inputs[0].focus();
  }, { class: "quiet", "aria-describedby": view.ids.label });
  view.body.append(clear);
  view.onRefresh = () => { clear.hidden = view.typed === null; };
}

function manyOf(view) {
  spread(view);
  view.field.choices.forEach((choice) => {
    const input = view.control(el("input", { type: "checkbox", "aria-describedby": view.describedBy() }));
    input.checked = view.typed.includes(choice.key);
    input.addEventListener("change", () => {
      const ticked = new Set(view.typed);
      if (input.checked) ticked.add(choice.key);
      else ticked.delete(choice.key);
      view.typed = view.field.choices.map(({ key }) => key).filter((key) => ticked.has(key));
      view.changed();
      view.left();
    });
    view.body.append(el("label", { class: "choice" }, input, el("span", { dir: "auto" }, choiceLabel(choice))));
  });
}

function signature(view) {
  const { words, field } = view;
  const id = newId();
  const name = view.control(el("input", { id, type: "text", autocomplete: "off", maxlength: 200, dir: "auto", "aria-describedby": view.describedBy() }));
  const confirm = view.control(el("input", { type: "checkbox" }));
  const told = el("p", { class: "told", "aria-live": "polite" });
  name.value = view.typed.name;
  confirm.checked = Boolean(view.typed.at);
  const set = (at) => {
    view.typed = { name: name.value, at };
    if (at) view.work.draft.signed[field.key] = at;
    else delete view.work.draft.signed[field.key];
    confirm.checked = Boolean(at);
    view.changed();
    // What signing itself changed is part of what was signed.
    if (at) view.typed.revision = view.work.draft.revision;
    view.work.refresh();
  };
  name.addEventListener("input", () => set(""));
  confirm.addEventListener("change", () => set(confirm.checked && name.value.trim() ? isoNow() : ""));
  view.onRefresh = () => {
    const { at, revision } = view.typed;
    const later = at && view.work.draft.revision > revision;
    told.textContent = at ? filled(later ? words.sign_changed : words.signed, { time: at.slice(11, 16) }) : "";
    told.classList.toggle("warning", Boolean(later));
  };
  view.body.append(
    el("div", { class: "part" }, el("label", { for: id }, words.sign_name), name),
    el("label", { class: "choice" }, confirm, el("span", {}, words.sign_confirm)), told);
}
