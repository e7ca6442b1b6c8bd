// Copies an id or a number; the buttons show themselves only where this works.
import { announce } from "./announce.js";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      announce(`Copied ${button.dataset.copy}`);
    });
  }
}
