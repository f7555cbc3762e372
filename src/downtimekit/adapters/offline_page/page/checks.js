// What is wrong with a sheet; the same rules as `forms.answers` has, so that a clerk finds nothing new afterwards.

const NOT_UNDERSTOOD = { number: "not_a_number", date: "not_a_date", time: "not_a_time", date_time: "not_a_moment" };

function faultsOf(field, typed, context, words) {
  if (field.kind === "statement" || !context.isAsked(field)) return [];
  if (field.kind === "table") return [...needed(field, typed, context, words), ...rowFaults(field, typed, context, words)];
  if (isBlank(field, typed)) return needed(field, typed, context, words);
  return formatFaults(field, typed, context, words).map((said) => ({ path: field.key, words: said }));
}

// What is wrong with what was typed, whatever is needed.
function formatFaults(field, typed, context, words) {
  if (isBlank(field, typed)) return [];
  if (field.kind === "signature") return typed.at ? [] : [words.not_confirmed];
  if (field.kind === "many_of") return aloneFaults(field, typed, words);
  if (["text", "note"].includes(field.kind) && typed.length > LONGEST) return [filled(words.too_long, { count: LONGEST })];
  if (!(field.kind in NOT_UNDERSTOOD)) return [];
  const answer = answerOf(field, typed, context);
  if (answer === null) return [isSkipped(field, typed) ? words.hour_skipped : words[NOT_UNDERSTOOD[field.kind]]];
  return boundFaults(field, answer, words);
}

function isSkipped(field, typed) {
  return field.kind === "date_time" && Boolean(dayOf(typed)) && Boolean(timeOf(typed));
}

function needed(field, typed, context, words) {
  if (!isBlank(field, typed) && (field.kind !== "table" || rowsOf(field, typed, context))) return [];
  if (field.required) return [{ path: field.key, words: filled(words.must_be_filled_in, { label: field.label }) }];
  if (!context.isNeeded(field)) return [];
  const condition = context.told(field.required_if, words);
  return [{ path: field.key, words: filled(words.must_be_because, { label: field.label, condition }) }];
}

function rowFaults(field, rows, context, words) {
  return rows.flatMap((row, index) => {
    const inner = context.row(field, row);
    const asked = field.columns.filter((column) => !column.counts_rows);
    if (asked.every((column) => isBlank(column, row[column.key]))) return [];
    return asked.flatMap((column) => faultsOf(column, row[column.key], inner, words))
      .map((fault) => ({ path: `${field.key}[${index}].${fault.path}`, words: `${field.label} ${index + 1}: ${fault.words}` }));
  });
}

function aloneFaults(field, typed, words) {
  const alone = field.choices.find((choice) => choice.alone && typed.includes(choice.key));
  return alone && typed.length > 1 ? [filled(words.alone, { label: alone.label })] : [];
}

function boundFaults(field, answer, words) {
  const found = comparable(field.kind, answer);
  const [less, more] = field.kind === "number" ? [words.too_small, words.too_large] : [words.too_early, words.too_late];
  const faults = [];
  if (field.minimum !== null && found < comparable(field.kind, field.minimum)) faults.push(filled(less, { bound: field.minimum }));
  if (field.maximum !== null && found > comparable(field.kind, field.maximum)) faults.push(filled(more, { bound: field.maximum }));
  return faults;
}

function groupFaults(group, context, words) {
  const asked = group.fields.map((key) => context.fields.get(key)).filter((field) => context.isAsked(field));
  const answered = asked.filter((field) => ![null, false].includes(answerOf(field, context.typed[field.key], context)));
  const fields = asked.map((field) => `'${field.label}'`).join(", ");
  const least = Math.min(group.at_least, asked.length);
  const told = { group: group.label, fields, found: answered.length };
  if (answered.length < least) return [{ path: asked[0].key, words: filled(words.at_least_of, { ...told, count: least }) }];
  if (group.at_most === null || answered.length <= group.at_most) return [];
  return [{ path: answered[group.at_most].key, words: filled(words.at_most_of, { ...told, count: group.at_most }) }];
}

// Every fault of a sheet, in the order of the form; the words of a fault that is of one field begin with its label.
function sheetFaults(work) {
  const { form, words } = work;
  const context = contextOf(work);
  const of_fields = form.fields.flatMap((field) => faultsOf(field, work.draft.typed[field.key], context, words)
    .map((fault) => (fault.words.includes(field.label) ? fault : { ...fault, words: `${field.label}: ${fault.words}` })));
  const of_groups = form.groups.flatMap((group) => groupFaults(group, context, words));
  const occurred = answerOf(form.when || {}, form.when ? work.draft.typed[form.when.key] : null, context);
  const late = occurred && Date.parse(occurred) > Date.now() + 60000
    ? [{ path: form.when.key, words: `${form.when.label}: ${words.after_typing}` }] : [];
  return [...of_fields, ...of_groups, ...late];
}

function contextOf(work) {
  return new Context(work.form.fields, work.draft.typed);
}
