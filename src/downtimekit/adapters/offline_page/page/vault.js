// Drafts at rest: AES-256-GCM under a key that PBKDF2 makes of a passphrase (OWASP asks for 600,000 rounds).
// All pages that are opened from files share one storage, so that every name begins with the id of this page.

const PREFIX = `downtimekit:${page.id}:`;

function toBase64(bytes) {
  let text = "";
  for (let start = 0; start < bytes.length; start += 4096) text += String.fromCharCode(...bytes.subarray(start, start + 4096));
  return btoa(text);
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

const asBytes = (text) => new TextEncoder().encode(text);
const asText = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
const random = (count) => crypto.getRandomValues(new Uint8Array(count));
const canLock = () => Boolean(window.crypto && crypto.subtle);

function storage() {
  try {
    localStorage.setItem(`${PREFIX}probe`, "1");
    localStorage.removeItem(`${PREFIX}probe`);
    return localStorage;
  } catch {
    return null;
  }
}

// 64 bytes of a passphrase: the first half is the key, the second locks what must be written at once.
async function derived(passphrase, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", asBytes(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return new Uint8Array(await crypto.subtle.deriveBits(how, typed, 512));
}

const gcmKey = (bits) => crypto.subtle.importKey("raw", bits.slice(0, 32), "AES-GCM", false, ["encrypt", "decrypt"]);

async function locked(key, text, label) {
  const nonce = random(12);
  const how = { name: "AES-GCM", iv: nonce, additionalData: asBytes(label) };
  const sealed = new Uint8Array(await crypto.subtle.encrypt(how, key, asBytes(text)));
  return { nonce: toBase64(nonce), data: toBase64(sealed) };
}

async function unlocked(key, { nonce, data }, label) {
  const how = { name: "AES-GCM", iv: fromBase64(nonce), additionalData: asBytes(label) };
  return asText(await crypto.subtle.decrypt(how, key, fromBase64(data)));
}

// Opens what the page holds where it is locked; null for a wrong passphrase.
async function openedPage(passphrase) {
  const { salt, rounds, ...box } = page.locked;
  const bits = await derived(passphrase, fromBase64(salt), rounds);
  try {
    return JSON.parse(await unlocked(await gcmKey(bits), box, "downtimekit page"));
  } catch {
    return null;
  }
}

// Poly1305 (RFC 8439 section 2.5): a tag under a key that is used once.
function tagOf(bytes, key) {
  const little = (part) => part.reduceRight((sum, byte) => (sum << 8n) + BigInt(byte), 0n);
  const r = little(key.slice(0, 16)) & 0x0ffffffc0ffffffc0ffffffc0fffffffn;
  let sum = 0n;
  for (let start = 0; start < bytes.length; start += 16) {
    const part = bytes.slice(start, start + 16);
    sum = ((sum + little(part) + (1n << BigInt(8 * part.length))) * r) % ((1n << 130n) - 5n);
  }
  return ((sum + little(key.slice(16, 32))) & ((1n << 128n) - 1n)).toString(16);
}

class Vault {
  constructor(store, meta, gcm, ctr) {
    Object.assign(this, { store, meta, gcm, ctr, pad: null, longest: 0 });
  }

  static known(store) {
    return store && store.getItem(`${PREFIX}meta`) !== null;
  }

  // Makes a vault, or opens the one that is there; null for a wrong passphrase.
  static async open(store, passphrase) {
    const known = JSON.parse(store.getItem(`${PREFIX}meta`) || "null");
    const meta = known || { salt: toBase64(random(16)), rounds: page.rounds };
    const bits = await derived(passphrase, fromBase64(meta.salt), meta.rounds);
    const gcm = await gcmKey(bits);
    const ctr = await crypto.subtle.importKey("raw", bits.slice(32), "AES-CTR", false, ["encrypt"]);
    if (known) {
      try {
        await unlocked(gcm, known.check, `${PREFIX}meta`);
      } catch {
        return null;
      }
    } else {
      meta.check = await locked(gcm, "open", `${PREFIX}meta`);
      store.setItem(`${PREFIX}meta`, JSON.stringify(meta));
    }
    const vault = new Vault(store, meta, gcm, ctr);
    await vault.stock(0);
    return vault;
  }

  // Writes a draft, and gets a pad ready for the next one that cannot wait.
  async save(slot, text, revision) {
    const label = `${PREFIX}${slot}:${revision}`;
    const box = await locked(this.gcm, text, label);
    this.store.setItem(`${PREFIX}${slot}`, JSON.stringify({ revision, ...box }));
    this.store.removeItem(`${PREFIX}${slot}:last`);
    await this.stock(asBytes(text).length);
  }

  async stock(length) {
    this.longest = Math.max(this.longest, length);
    const nonce = random(16);
    const zeros = new Uint8Array(32 + this.longest + 8 * LONGEST);
    const how = { name: "AES-CTR", counter: nonce, length: 64 };
    this.pad = { nonce, stream: new Uint8Array(await crypto.subtle.encrypt(how, this.ctr, zeros)) };
  }

  // A page that is left waits for nobody, and the browser's cipher answers later: a pad that was made before is
  // used here, and never again.
  saveNow(slot, text, revision) {
    const plain = asBytes(text);
    const pad = this.pad;
    if (!pad || pad.stream.length < plain.length + 32) return false;
    this.pad = null;
    const data = plain.map((byte, index) => byte ^ pad.stream[index + 32]);
    const box = { revision, nonce: toBase64(pad.nonce), data: toBase64(data) };
    const tag = tagOf(this.tagged(slot, box, data), pad.stream.slice(0, 32));
    this.store.setItem(`${PREFIX}${slot}:last`, JSON.stringify({ ...box, tag }));
    return true;
  }

  tagged(slot, box, data) {
    const label = asBytes(`${PREFIX}${slot}:${box.revision}\n`);
    const bytes = new Uint8Array(label.length + data.length);
    bytes.set(label);
    bytes.set(data, label.length);
    return bytes;
  }

  async load(slot) {
    const [kept, last] = ["", ":last"].map((end) => this.store.getItem(`${PREFIX}${slot}${end}`));
    const tries = [[kept, (box) => unlocked(this.gcm, box, `${PREFIX}${slot}:${box.revision}`)], [last, (box) => this.unpadded(slot, box)]];
    const found = { text: null, revision: -1, damaged: false };
    for (const [stored, read] of tries) {
      if (stored === null) continue;
      try {
        const box = JSON.parse(stored);
        const text = await read(box);
        if (box.revision >= found.revision) Object.assign(found, { text, revision: box.revision });
      } catch {
        found.damaged = true;
      }
    }
    return found;
  }

  async unpadded(slot, box) {
    const data = fromBase64(box.data);
    const how = { name: "AES-CTR", counter: fromBase64(box.nonce), length: 64 };
    const stream = new Uint8Array(await crypto.subtle.encrypt(how, this.ctr, new Uint8Array(32 + data.length)));
    if (tagOf(this.tagged(slot, box, data), stream.slice(0, 32)) !== box.tag) throw new Error("the tag differs");
    return asText(data.map((byte, index) => byte ^ stream[index + 32]));
  }

  async lockedFile(text) {
    const box = await locked(this.gcm, text, "downtimekit export");
    return JSON.stringify({ kind: "downtimekit.offline_export.locked", schema: 1, kdf: "PBKDF2-HMAC-SHA-256", rounds: this.meta.rounds, salt: this.meta.salt, ...box });
  }
}

function forgetEverything(store) {
  if (!store) return;
  Object.keys(store).filter((name) => name.startsWith(PREFIX)).forEach((name) => store.removeItem(name));
}
