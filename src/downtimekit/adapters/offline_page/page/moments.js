// Days, times and moments as they are typed: in parts, so that half a date is a draft too.

const PARTS = { date: ["month", "day", "year"], time: ["hour", "minute"] };
PARTS.date_time = [...PARTS.date, ...PARTS.time];
const BY_LETTER = { d: "day", m: "month", y: "year" };

// The parts in the order in which a language writes them.
function partNames(kind, words) {
  const day = [...words.day_order].map((letter) => BY_LETTER[letter]);
  return [...(kind === "time" ? [] : day), ...(kind === "date" ? [] : PARTS.time)];
}

// Digits of any script that Unicode has, as 0 to 9.
function plainDigits(typed) {
  return typed.replace(/\p{Nd}/gu, (digit) => {
    let zero = digit.codePointAt(0);
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1)) && digit.codePointAt(0) - zero < 9) zero -= 1;
    return String(digit.codePointAt(0) - zero);
  });
}

function padded(number, width = 2) {
  return String(number).padStart(width, "0");
}

function whole(typed, least, most) {
  const digits = plainDigits((typed || "").trim());
  if (!/^\d{1,4}$/.test(digits)) return null;
  const number = Number(digits);
  return number >= least && number <= most ? number : null;
}

function dayOf(parts) {
  const [year, month, day] = [whole(parts.year, 1000, 9999), whole(parts.month, 1, 12), whole(parts.day, 1, 31)];
  if (year === null || month === null || day === null) return null;
  const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
  return day > last ? null : `${padded(year, 4)}-${padded(month)}-${padded(day)}`;
}

function timeOf(parts) {
  const [hour, minute] = [whole(parts.hour, 0, 23), whole(parts.minute, 0, 59)];
  return hour === null || minute === null ? null : `${padded(hour)}:${padded(minute)}`;
}

function offsetText(minutes) {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${padded(Math.floor(size / 60))}:${padded(size % 60)}`;
}

// The offsets from UTC, in minutes, that this device's clock had or will have when it shows that day and time:
// one as a rule, two where the clocks go back, none where they go forward.
function offsetsAt(day, time) {
  const wall = Date.parse(`${day}T${time}Z`);
  const near = [-86400000, 0, 86400000].map((shift) => -new Date(wall + shift).getTimezoneOffset());
  return [...new Set(near)].filter((minutes) => -new Date(wall - minutes * 60000).getTimezoneOffset() === minutes);
}

function momentOf(parts) {
  const [day, time] = [dayOf(parts), timeOf(parts)];
  if (!day || !time) return null;
  const offsets = offsetsAt(day, time);
  if (!offsets.length) return null;
  const offset = offsets.includes(parts.offset) ? parts.offset : offsets[0];
  return `${day}T${time}:00${offsetText(offset)}`;
}

function isoNow(date = new Date()) {
  const offset = -date.getTimezoneOffset();
  return `${new Date(date.getTime() + offset * 60000).toISOString().slice(0, 19)}${offsetText(offset)}`;
}

function partsOf(kind, iso) {
  const parts = {};
  const found = /^(?:(\d{4})-(\d\d)-(\d\d))?[T ]?(?:(\d\d?):(\d\d).*)?$/.exec(iso);
  if (!found) return parts;
  [parts.year, parts.month, parts.day, parts.hour, parts.minute] = found.slice(1).map((part) => part || "");
  if (kind === "date_time" && !Number.isNaN(Date.parse(iso))) {
    const here = isoNow(new Date(iso));
    Object.assign(parts, partsOf("date", here.slice(0, 10)), { hour: here.slice(11, 13), minute: here.slice(14, 16) });
    parts.offset = -new Date(iso).getTimezoneOffset();
  }
  return Object.fromEntries([...PARTS[kind], "offset"].filter((name) => name in parts).map((name) => [name, parts[name]]));
}

function dayInWords(day, words) {
  const [year, month, number] = day.split("-");
  return filled(words.day, { day: number, month: words.months[Number(month) - 1], year });
}

function momentInWords(iso, words) {
  const date = dayInWords(iso.slice(0, 10), words);
  return filled(words.moment, { date, time: iso.slice(11, 16), offset: iso.slice(-6) });
}

function zoneInWords() {
  const name = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  return `${name} (UTC${offsetText(-new Date().getTimezoneOffset())})`.trim();
}

function clockNow() {
  return isoNow().slice(11, 16);
}
