// A table is a list of cards, a line each: it fits on a phone, and a screen reader says which line it is in.

function table(view) {
  const { field, words } = view;
  const list = el("div", { class: "lines" });
  const add = button(words.add_row, () => {
    view.typed.push(rowFrom(field, {}));
    view.changed();
    draw();
    view.inner.filter(({ row }) => row === view.typed.at(-1))[0]?.view.focus();
    announce(filled(words.row_added, { number: view.typed.length }));
  }, { "aria-describedby": view.ids.label });
  const remove = (index) => {
    view.typed.splice(index, 1);
    view.changed();
    draw();
    add.focus();
    announce(filled(words.row_removed, { number: index + 1 }));
  };
  const draw = () => {
    view.inner = view.typed.flatMap((row, index) => columnViews(view, row, index));
    list.replaceChildren(...view.typed.map((row, index) => lineOf(view, row, index, remove)));
    view.work.refresh();
  };
  view.control(add);
  view.body.append(list, add);
  view.inner = view.typed.flatMap((row, index) => columnViews(view, row, index));
  list.replaceChildren(...view.typed.map((row, index) => lineOf(view, row, index, remove)));
}

function columnViews(view, row, index) {
  const columns = view.field.columns.filter((column) => !column.counts_rows);
  return columns.map((column) => {
    const place = {
      holder: row,
      work: view.work,
      path: `${view.path}[${index}].${column.key}`,
      context: () => view.context().row(view.field, row),
    };
    return { row, view: new FieldView(column, place) };
  });
}

function lineOf(view, row, index, remove) {
  const number = index + 1;
  return el("fieldset", { class: "line" },
    el("legend", {}, filled(view.words.row, { number })),
    el("div", { class: "columns" }, view.inner.filter((each) => each.row === row).map((each) => each.view.node)),
    button(filled(view.words.remove_row, { number }), () => remove(index), { class: "quiet" }));
}
