// Which view is shown: the address says it, so that the browser's own way back works.

function route() {
  forgetPrintedHeads();
  if (!shift.name) { startView(); return; }
  const found = /^#sheet-(\d+)$/.exec(location.hash);
  shift.open = (found && shift.works[Number(found[1])]) || null;
  window.scrollTo(0, 0);
  if (shift.open) sheetView(shift.open);
  else listView();
}

let active = Date.now();

function watchIdleness() {
  ["pointerdown", "keydown"].forEach((name) => document.addEventListener(name, () => { active = Date.now(); }, true));
  setInterval(() => {
    showExpiry(shift.open);
    if (shift.vault && page.lock_after && Date.now() - active > page.lock_after * 60000) lock();
  }, 15000);
}

byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("content").focus();
});
window.addEventListener("hashchange", route);
watchLeaving();
watchIdleness();
route();
