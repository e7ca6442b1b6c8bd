// Copies an id, a number or a secret (which is not read aloud); buttons show where this works.
import { announce } from "./announce.js";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      announce(`Copied ${button.dataset.copied ?? button.dataset.copy}`);
    });
  }
}
