"use strict";
(() => {
  const form = document.getElementById("open");
  const box = document.getElementById("code");
  const button = document.getElementById("button");
  const told = document.getElementById("told");
  const utf8 = new TextEncoder();
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const opened = async (typed) => {
    const sealed = JSON.parse(document.getElementById("sealed").textContent);
    const code = typed.replace(/[A-Z]/g, (c) => c.toLowerCase()).split(/[^a-z]+/).filter((word) => word).join(" ");
    const secret = await crypto.subtle.importKey("raw", utf8.encode(code), "PBKDF2", false, ["deriveKey"]);
    const key = await crypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", salt: bytes(sealed.salt), iterations: 600000 },
      secret, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);
    const face = [...document.querySelectorAll("[data-face]")].map((line) => line.textContent);
    const plain = await crypto.subtle.decrypt({
      name: "AES-GCM", iv: bytes(sealed.nonce), additionalData: utf8.encode(["handover-page/1", ...face].join("\n")),
    }, key, bytes(sealed.ciphertext));
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  };
  if (!globalThis.crypto || !crypto.subtle) {
    told.textContent = "This browser cannot open the page. Save the file and open it from its folder, in a current browser.";
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    told.textContent = "Opening ...";
    try {
      const html = await opened(box.value);
      const page = new DOMParser().parseFromString(html, "text/html");
      const title = page.title;
      document.replaceChild(document.adoptNode(page.documentElement), document.documentElement);
      document.title = title;
      scrollTo(0, 0);
    } catch {
      told.textContent = "Not opened. The code does not fit, or the file was changed on its way. Ring and compare the words.";
      button.disabled = false;
      box.focus();
    }
  });
})();
