"use strict";

// `page` is what the file says of itself; `contents` are the forms and packets, once they are open.
const page = JSON.parse(document.getElementById("data").textContent);
let contents = page.contents || null;
