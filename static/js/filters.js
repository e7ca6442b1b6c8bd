// The buttons of the filter menus say what is chosen in them.

function describe(form) {
  for (const words of form.querySelectorAll("[data-choices]")) {
    const chosen = [...form.querySelectorAll(`[name="${words.dataset.choices}"]:checked`)];
    words.textContent = chosen.map((box) => box.value).join(", ") || words.dataset.all;
  }
}

for (const form of document.querySelectorAll("form.filters")) {
  form.addEventListener("change", () => describe(form));
}
