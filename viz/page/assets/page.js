"use strict";
// Loads the program and tells how far it is; the program draws the rest.
(async () => {
  const status = document.getElementById("status");
  try {
    const go = new Go();
    const response = await fetch("tengen.wasm");
    if (!response.ok) throw new Error("tengen.wasm: " + response.status + " " + response.statusText);
    const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), go.importObject);
    status.textContent = "starting …";
    await go.run(instance);
    status.textContent = "The program has ended. Reload the page to begin anew.";
  } catch (error) {
    status.textContent = "The page could not be loaded: " + error.message;
  }
})();
