// What stands in a field, what it means as an answer, and what is wrong with it.

const WRITTEN = ["text", "note", "number"];
const LONGEST = 4000;

// What an object has itself: a field may be called "constructor".
const own = (object, key) => (Object.hasOwn(object, key) ? object[key] : undefined);

function emptyOf(field) {
  if (WRITTEN.includes(field.kind)) return "";
  if (["many_of", "diagram", "table"].includes(field.kind)) return [];
  if (field.kind in PARTS) return {};
  return field.kind === "signature" ? { name: "", at: "" } : null;
}

// What is known already, as it stands in a field.
function typedFrom(field, answer) {
  if (answer === null || answer === undefined || answer === "") return emptyOf(field);
  if (WRITTEN.includes(field.kind)) return String(answer);
  if (field.kind in PARTS) return partsOf(field.kind, String(answer));
  if (field.kind === "yes_no") return own({ true: true, yes: true, y: true, false: false, no: false, n: false }, String(answer).toLowerCase()) ?? null;
  if (field.kind === "signature") return { name: String(answer), at: "" };
  if (field.kind === "table") return [answer].flat().map((row) => rowFrom(field, row || {}));
  if (field.kind === "many_of") return [answer].flat().map(String);
  return field.kind === "diagram" ? [answer].flat().map((mark) => ({ sign: "x", ...mark })) : String(answer);
}

function rowFrom(field, row) {
  return Object.fromEntries(field.columns.map((column) => [column.key, typedFrom(column, own(row, column.key))]));
}

function isBlank(field, typed) {
  if (typed === null || typed === undefined) return true;
  if (typeof typed === "string") return !typed.trim();
  if (Array.isArray(typed)) return !typed.length;
  if (field.kind === "signature") return !typed.name.trim();
  if (field.kind in PARTS) return PARTS[field.kind].every((name) => !(typed[name] || "").trim());
  return false;
}

function numberFrom(typed) {
  const written = plainDigits(typed.trim()).replace("\u066b", ".").replace("\u2212", "-");
  const pointed = /^[+-]?\d+,\d{1,2}$/.test(written) ? written.replace(",", ".") : written;
  if (!/^[+-]?\d{0,20}\.?\d{1,20}$/.test(pointed)) return null;
  const number = Number(pointed);
  return String(number) === pointed ? number : pointed;
}

// An answer as the capture file has it; null where there is none, or where it cannot be understood.
function answerOf(field, typed, context) {
  if (isBlank(field, typed)) return null;
  if (field.kind === "number") return numberFrom(typed);
  if (field.kind === "date") return dayOf(typed);
  if (field.kind === "time") return timeOf(typed);
  if (field.kind === "date_time") return momentOf(typed);
  if (field.kind === "signature") return typed.at ? typed.name.trim() : null;
  if (field.kind === "table") return rowsOf(field, typed, context);
  return typeof typed === "string" ? typed.trim() : typed;
}

function rowsOf(field, rows, context) {
  const found = rows.map((row) => {
    const inner = context.row(field, row);
    const asked = field.columns.filter((column) => !column.counts_rows && inner.isAsked(column));
    return Object.fromEntries(asked.map((column) => [column.key, answerOf(column, row[column.key], inner)])
      .filter(([, answer]) => answer !== null));
  }).filter((row) => Object.keys(row).length);
  const counter = field.columns.find((column) => column.counts_rows);
  const numbered = counter ? found.map((row, index) => ({ [counter.key]: index + 1, ...row })) : found;
  return numbered.length ? numbered : null;
}

// The answers that a condition is held against: those of the form and, in a table, those of the same row.
class Context {
  constructor(fields, typed) {
    this.fields = new Map(fields.map((field) => [field.key, field]));
    this.typed = typed;
    this.asking = new Set();
  }

  row(field, row) {
    const above = Object.fromEntries(Object.entries(this.typed).filter(([key]) => !field.columns.some((column) => column.key === key)));
    return new Context([...this.fields.values(), ...field.columns], { ...above, ...row });
  }

  answer(key) {
    const field = this.fields.get(key);
    return field && this.isAsked(field) ? answerOf(field, this.typed[key], this) : null;
  }

  // What is not asked for has no answer, so that what depends on it falls away with it; two fields that depend on
  // each other are both asked for.
  isAsked(field) {
    if (!field.shown_if.length || this.asking.has(field.key)) return true;
    this.asking.add(field.key);
    const held = field.shown_if.map((condition) => this.holds(condition));
    this.asking.delete(field.key);
    return field.shown_if_any ? held.some(Boolean) : held.every(Boolean);
  }

  isNeeded(field) {
    return field.required || Boolean(field.required_if && this.holds(field.required_if));
  }

  holds({ field: key, operator, value }) {
    const answer = this.answer(key);
    if (operator === "exists") return (answer !== null) === (value === "true");
    const kind = this.fields.get(key).kind;
    const wanted = comparable(kind, value);
    const found = [answer].flat().filter((each) => each !== null).map((each) => comparable(kind, each));
    if (operator === "=") return found.includes(wanted);
    if (operator === "!=") return !found.includes(wanted);
    return found.some((each) => wanted !== null && each !== null && COMPARED[operator](each, wanted));
  }

  told({ field: key, operator, value }, words) {
    const field = this.fields.get(key);
    if (operator === "exists") return `'${field.label}' ${value === "true" ? words.is_answered : words.is_not_answered}`;
    const named = field.choices.find((choice) => choice.key === value)?.label;
    const said = field.kind === "yes_no" ? (value === "true" ? words.yes : words.no) : named || value;
    return `'${field.label}' ${SIGNS[operator] || operator} '${said}'`;
  }
}

const SIGNS = { "!=": "\u2260", ">=": "\u2265", "<=": "\u2264" };
const COMPARED = {
  ">": (one, other) => one > other,
  "<": (one, other) => one < other,
  ">=": (one, other) => one >= other,
  "<=": (one, other) => one <= other,
};

function comparable(kind, value) {
  if (kind === "number") return Number.isNaN(Number(value)) ? null : Number(value);
  if (kind === "date_time") return Date.parse(value);
  if (kind === "time") return String(value).padStart(5, "0");
  // The keys of boxes are told apart as they are written: mm and Mm are two units of UCUM.
  return kind === "one_of" || kind === "many_of" ? String(value) : String(value).toLowerCase();
}
