// The sheets that are worked on, and where what was typed into each of them stands.

const shift = { name: "", vault: null, works: [], open: null, leaving: false };

function slotOf(work) {
  return `${work.sheet.serial}.${work.sheet.copy}`;
}

function newDraft(form, sheet) {
  const typed = Object.fromEntries(form.fields.map((field) => [field.key, typedFrom(field, own(sheet.answers, field.key))]));
  return { typed, patient: Object.fromEntries(form.identity.map((field) => [field.key, emptyOf(field)])), signed: {}, revision: 0, exported: null };
}

function newWork(packet, sheet, forms, index) {
  const form = forms[sheet.form];
  return { packet, sheet, form, index, words: contents.words[form.words], draft: newDraft(form, sheet), kept: 0, saving: false, told: "" };
}

// A draft of another release of this page may lack fields; what it has counts.
function takeUp(work, text) {
  const found = JSON.parse(text);
  work.draft = { ...work.draft, ...found, typed: { ...work.draft.typed, ...found.typed } };
  work.kept = work.draft.revision;
}

async function loadDrafts() {
  const damaged = [];
  for (const work of shift.works) {
    const found = await shift.vault.load(slotOf(work));
    try {
      if (found.text !== null) takeUp(work, found.text);
    } catch {
      found.damaged = true;
    }
    if (found.damaged && found.text === null) damaged.push(work.sheet.serial);
    if (found.text !== null) await shift.vault.stock(asBytes(found.text).length);
  }
  return damaged;
}

function isBegun(work) {
  return work.draft.revision > 0;
}

function isExported(work) {
  return Boolean(work.draft.exported) && work.draft.exported.revision === work.draft.revision;
}

function isOwed(work) {
  return isBegun(work) && !isExported(work);
}

// Something was typed: it is kept from here on.
function touch(work) {
  const now = isoNow();
  const { draft } = work;
  draft.begun_at ||= now;
  draft.typed_at = now;
  draft.typed_by = shift.name;
  draft.revision += 1;
  keep(work);
  showState(work);
}

// One write at a time; what was typed meanwhile is written by the next.
async function keep(work) {
  if (!shift.vault || work.saving) return;
  work.saving = true;
  try {
    while (work.kept < work.draft.revision || work.rewrite) {
      const { revision } = work.draft;
      work.rewrite = false;
      await shift.vault.save(slotOf(work), JSON.stringify(work.draft), revision);
      work.kept = revision;
      work.full = false;
    }
  } catch {
    work.full = true;
  }
  work.saving = false;
  showState(work);
}

// The page goes away, perhaps for good.
function keepNow() {
  const openFirst = [...shift.works].sort((one, other) => (other === shift.open) - (one === shift.open));
  for (const work of openFirst) {
    if (!shift.vault || shift.leaving || (work.kept === work.draft.revision && !work.rewrite)) continue;
    try {
      shift.vault.saveNow(slotOf(work), JSON.stringify(work.draft), work.draft.revision);
    } catch {
      work.full = true;
    }
  }
}

function stateWords(work) {
  const { words, draft } = work;
  if (!isBegun(work)) return words.not_begun;
  if (work.elsewhere) return words.changed_elsewhere;
  const time = draft.exported && draft.exported.at.slice(11, 16);
  if (isExported(work)) return filled(words.exported, { time });
  if (!shift.vault) return words.not_kept;
  if (work.full) return words.cannot_keep_full;
  if (work.kept < draft.revision) return words.keeping;
  return draft.exported ? filled(words.exported_before, { time }) : filled(words.kept, { time: draft.typed_at.slice(11, 16) });
}

function stateName(work) {
  if (!isBegun(work)) return "untouched";
  if (isExported(work)) return "exported";
  if (!shift.vault || work.full) return "unkept";
  return work.draft.exported ? "changed" : "kept";
}

function watchLeaving() {
  window.addEventListener("beforeunload", (event) => {
    keepNow();
    if (!shift.leaving && shift.works.some(isOwed)) event.preventDefault();
  });
  window.addEventListener("pagehide", keepNow);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keepNow();
  });
  window.addEventListener("storage", ({ key }) => {
    const work = shift.works.find((each) => key === PREFIX + slotOf(each));
    if (!work) return;
    work.elsewhere = true;
    showState(work);
  });
}
