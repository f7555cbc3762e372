// A drawing that can be marked by a click or from the keyboard. What it shows and where stands in the page, as fractions
// of the drawing's width and height; the same is printed on paper, so that a mark means the same place on both.

const HEIGHTS = { breasts: 100, body: 200 }; // in the picture's own units, in which lines and letters are measured
const HOURS = [12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

function sizeOf(field) {
  const drawn = contents.drawings[field.diagram];
  const height = HEIGHTS[field.diagram];
  return { drawn, height, width: height * drawn.aspect };
}

function picture(field, words) {
  const { drawn, width, height } = sizeOf(field);
  const at = ([x, y]) => `${x * width} ${y * height}`;
  const anchor = (align) => (align === 0 ? "start" : align === 1 ? "end" : "middle");
  const line = ({ points: [start, ...others], curved, stroke }) =>
    svg("path", { class: stroke, d: `M ${at(start)} ${curved ? "C" : "L"} ${others.map(at).join(" ")}` });
  const circle = ({ middle: [x, y], radius, stroke }) => svg("circle", { class: stroke, cx: x * width, cy: y * height, r: radius * width });
  const label = ({ at: [x, y], text, lettering, align }) =>
    svg("text", { class: lettering, x: x * width, y: y * height, "text-anchor": anchor(align) }, ["side", "view"].includes(lettering) ? words[text] : text);
  return [drawn.paths.map(line), drawn.circles.map(circle), drawn.labels.map(label)].flat();
}

function placeInWords(field, mark, words) {
  return field.diagram === "breasts" ? breastPlace(mark, sizeOf(field), words) : bodyPlace(mark, sizeOf(field), words);
}

// How far a mark is from the middle of what it stands on, in heights of the drawing.
function offset({ x, y }, middle, { drawn }) {
  return [(x - middle[0]) * drawn.aspect, y - middle[1]];
}

function breastPlace(mark, size, words) {
  const { drawn } = size;
  const name = mark.x < 0.5 ? "right" : "left";
  const [dx, dy] = offset(mark, drawn.middles[name], size);
  const away = Math.hypot(dx, dy) / drawn.radius;
  const step = drawn.distances.find(({ below }) => below === null || away < below);
  if (step === drawn.distances[0]) return `${words[name]}, ${words[step.name]}`;
  const hour = Math.round(Math.atan2(dx, -dy) / (Math.PI / 6));
  return filled(words.at_clock, { side: words[name], hour: ((hour + 11) % 12) + 1, distance: words[step.name] });
}

function bodyPlace(mark, size, words) {
  const { drawn } = size;
  const name = mark.x < 0.5 ? "front" : "back";
  const [dx, dy] = offset(mark, drawn.middles[name], size);
  const turned = name === "front" ? dx : -dx;
  const away = drawn.places.map(([x, y]) => Math.hypot(x - turned, y - dy));
  const nearest = away.indexOf(Math.min(...away));
  return filled(words.at_place, { side: words[name], place: words.body_parts.split("|")[nearest] });
}

function drawing(view) {
  const { field, words } = view;
  const size = sizeOf(field);
  const marks = svg("g", { class: "drawn" });
  const canvas = svg("svg", { viewBox: `0 0 ${size.width} ${size.height}`, class: `drawing ${field.diagram}`, role: "img", "aria-labelledby": view.ids.label },
    picture(field, words), marks);
  const list = el("ol", { class: "marks" });
  const none = el("p", { class: "hint" }, words.marks_none);
  const place = (mark) => [mark.x * size.width, mark.y * size.height];
  const paint = () => marks.replaceChildren(...view.typed.map((mark) => {
    const [x, y] = place(mark);
    return svg("g", { transform: `translate(${x} ${y})` }, svg("circle", { r: 4.4 }), svg("text", {}, mark.sign));
  }));
  const draw = () => {
    none.hidden = view.typed.length > 0;
    list.hidden = !view.typed.length;
    list.replaceChildren(...view.typed.map((mark, index) => markLine(view, mark, index, { paint, draw })));
    paint();
  };
  const add = (x, y) => {
    const round = (part) => Math.round(Math.min(Math.max(part, 0), 1) * 1000) / 1000;
    const mark = { x: round(x), y: round(y), sign: String(view.typed.length + 1) };
    view.typed.push(mark);
    view.changed();
    draw();
    announce(filled(words.mark_added, { number: view.typed.length, place: placeInWords(field, mark, words) }));
  };
  canvas.addEventListener("click", (event) => {
    if (view.work.closed) return;
    const { x, y } = new DOMPoint(event.clientX, event.clientY).matrixTransform(canvas.getScreenCTM().inverse());
    add(x / size.width, y / size.height);
  });
  const form = field.diagram === "breasts" ? breastEntry(view, add) : bodyEntry(view, add);
  view.body.append(el("p", { class: "hint" }, words.drawing_hint), canvas, none, list, form);
  draw();
}

function markLine(view, mark, index, { paint, draw }) {
  const { words, field } = view;
  const number = index + 1;
  const id = newId();
  const where = el("span", { class: "where" }, placeInWords(field, mark, words));
  const sign = el("input", { id, type: "text", maxlength: 20, class: "short", dir: "auto" });
  sign.value = mark.sign;
  sign.addEventListener("input", () => {
    mark.sign = sign.value.trim() || "x";
    view.changed();
    paint();
  });
  const arrows = { ArrowLeft: [-0.005, 0], ArrowRight: [0.005, 0], ArrowUp: [0, -0.01], ArrowDown: [0, 0.01] };
  const move = button("\u2725", () => {}, { "aria-label": filled(words.move_mark, { number }), title: filled(words.move_mark, { number }) });
  move.addEventListener("keydown", (event) => {
    const [dx, dy] = arrows[event.key] || [0, 0];
    if (!dx && !dy) return;
    event.preventDefault();
    mark.x = Math.round(Math.min(Math.max(mark.x + dx, 0), 1) * 1000) / 1000;
    mark.y = Math.round(Math.min(Math.max(mark.y + dy, 0), 1) * 1000) / 1000;
    view.changed();
    paint();
    where.textContent = placeInWords(field, mark, words);
    announce(where.textContent);
  });
  const remove = button("\u00d7", () => {
    view.typed.splice(index, 1);
    view.changed();
    draw();
    view.focus();
    announce(filled(words.mark_removed, { number }));
  }, { "aria-label": filled(words.remove_mark, { number }), title: filled(words.remove_mark, { number }) });
  return el("li", {}, where, el("label", { for: id }, words.sign), sign, move, remove);
}

function chooser(view, label, options) {
  const id = newId();
  const select = view.control(el("select", { id, "aria-describedby": view.describedBy() }, options.map(([value, words]) => el("option", { value }, words))));
  return [select, el("div", { class: "part" }, el("label", { for: id }, label), select)];
}

function breastEntry(view, add) {
  const { words } = view;
  const { drawn } = sizeOf(view.field);
  const [side, sidePart] = chooser(view, words.side, [["right", words.right], ["left", words.left]]);
  const [hour, hourPart] = chooser(view, words.clock_position, HOURS.map((each) => [each, each]));
  const [nipple, ...others] = drawn.distances;
  const distances = [...others, nipple].map(({ name, at }) => [at, words[name]]);
  const [away, awayPart] = chooser(view, words.distance, distances);
  const act = () => {
    const [x, y] = drawn.middles[side.value];
    const [angle, reach] = [Number(hour.value) * Math.PI / 6, Number(away.value) * drawn.radius];
    add(x + Math.sin(angle) * reach / drawn.aspect, y - Math.cos(angle) * reach);
  };
  return el("div", { class: "parts entry" }, sidePart, hourPart, awayPart, button(words.add_mark, act));
}

function bodyEntry(view, add) {
  const { words } = view;
  const { drawn } = sizeOf(view.field);
  const [side, sidePart] = chooser(view, words.body_side, [["front", words.front], ["back", words.back]]);
  const [where, wherePart] = chooser(view, words.body_part, words.body_parts.split("|").map((name, index) => [index, name]));
  const act = () => {
    const [x, y] = drawn.places[Number(where.value)];
    const [middle, top] = drawn.middles[side.value];
    add(middle + (side.value === "front" ? x : -x) / drawn.aspect, top + y);
  };
  return el("div", { class: "parts entry" }, sidePart, wherePart, button(words.add_mark, act));
}
