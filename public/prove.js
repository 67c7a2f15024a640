/*
 * Does the work that a sign-up asks for while many come at once (ALTCHA, PBKDF2): tries numbers until a key begins as
 * asked for. It asks nobody anything and keeps nothing. Without it the form works too.
 */
const form = document.querySelector("form[data-challenge]");

if (form && globalThis.crypto?.subtle) {
  const state = form.querySelector("[role=status]");
  let solved = false;
  let pressed = false;
  form.addEventListener("submit", (event) => {
    if (solved) return;
    event.preventDefault();
    pressed = true;
    state.textContent = state.dataset.working;
  });
  state.textContent = state.dataset.working;
  const challenge = JSON.parse(form.dataset.challenge);
  solve(challenge.parameters)
    .then((solution) => {
      form.elements.proof.value = btoa(JSON.stringify({ challenge, solution }));
    })
    .catch(() => {})
    .finally(() => {
      solved = true;
      state.textContent = state.dataset.ready;
      if (pressed) form.requestSubmit();
    });
}

async function solve({ algorithm, nonce, salt, cost, keyLength, keyPrefix }) {
  const password = new Uint8Array(nonce.length / 2 + 4);
  password.set(bytesOf(nonce));
  const numbers = new DataView(password.buffer);
  const derivation = { name: "PBKDF2", hash: algorithm.split("/")[1], salt: bytesOf(salt), iterations: cost };
  const began = performance.now();
  for (let counter = 0; ; counter += 1) {
    numbers.setUint32(nonce.length / 2, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hexOf(await crypto.subtle.deriveBits(derivation, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey, time: Math.round(performance.now() - began) };
  }
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}

function hexOf(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
