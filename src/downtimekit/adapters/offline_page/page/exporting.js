// The capture file: what was typed, with the code of its sheet, for `read_export`.

function contentOf(work) {
  const context = contextOf(work);
  const answers = {};
  for (const field of work.form.fields) {
    if (field.kind === "statement" || !context.isAsked(field)) continue;
    const answer = answerOf(field, work.draft.typed[field.key], context);
    if (answer !== null) answers[field.key] = answer;
  }
  return answers;
}

function patientOf(work) {
  if (work.packet.patient) return work.packet.patient;
  const context = new Context(work.form.identity, work.draft.patient);
  const told = work.form.identity.map((field) => [field.key, answerOf(field, work.draft.patient[field.key], context)]);
  return Object.fromEntries(told.filter(([, answer]) => answer !== null));
}

function sheetExport(work) {
  const { draft, form, sheet, packet } = work;
  const answers = contentOf(work);
  const { accession = packet.accession, ...patient } = patientOf(work);
  const content = Object.entries(answers).filter(([key]) => !form.added.includes(key));
  const told = {
    serial: sheet.serial,
    copy: sheet.copy,
    token: sheet.token,
    form: { key: form.key, version: form.version, digest: form.digest, language: form.language },
    drill: packet.drill,
    incomplete: sheetFaults(work).length > 0,
    begun_at: draft.begun_at,
    typed_at: draft.typed_at,
    typed_by: draft.typed_by,
    performed_by: form.who && own(answers, form.who),
    occurred_at: form.when && own(answers, form.when.key),
    signatures: Object.entries(draft.signed).filter(([key]) => own(answers, key)).map(([field, at]) => ({ field, at, changed: draft.revision > draft.typed[field].revision })),
    patient,
    accession,
    content: Object.fromEntries(content),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null && value !== undefined));
}

function fileName(works) {
  const which = works.length === 1 ? works[0].sheet.serial : page.id;
  const moment = isoNow().slice(0, 19).replace(/[-:]/g, "");
  return `downtime-${which}-${moment}.json`;
}

async function exportWorks(works) {
  const sheets = works.map(sheetExport);
  const told = { kind: "downtimekit.offline_export", schema: 1, page: page.id, exported_at: isoNow(), sheets };
  const plain = JSON.stringify(told, null, 1);
  const text = page.lock_exports && shift.vault ? await shift.vault.lockedFile(plain) : plain;
  const name = fileName(works);
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  for (const work of works) {
    work.draft.exported = { revision: work.draft.revision, at: isoNow() };
    work.rewrite = true;
    keep(work);
    showState(work);
  }
  return name;
}

async function exportWithWords(works, words) {
  const begun = works.filter(isBegun);
  if (!begun.length) return words.nothing_to_export;
  const faulty = begun.flatMap(sheetFaults);
  if (faulty.length) {
    const count = faulty.length === 1 ? words.one_fault : filled(words.many_faults, { count: faulty.length });
    const choices = [{ value: "", words: words.go_back }, { value: "export", words: words.export_anyway }];
    if (await ask(count, [words.export_faults], choices) !== "export") return "back";
  }
  const name = await exportWorks(begun);
  const said = filled(words.exporting, { name });
  return page.lock_exports && shift.vault ? `${said} ${words.export_sealed}` : said;
}
