// Things that leave by themselves after a while, unless somebody is busy with them.
import { focusNear } from "./requests.js";

function leave(element) {
  if (!element.isConnected) return;
  const busy = element.matches(":hover") || element.contains(document.activeElement);
  if (busy) {
    setTimeout(leave, 2000, element);
    return;
  }
  element.remove();
}

function schedule(root) {
  for (const element of root.querySelectorAll("[data-leaves-after]")) {
    if (element.dataset.leaving) continue;
    element.dataset.leaving = "yes";
    setTimeout(leave, Number(element.dataset.leavesAfter), element);
  }
}

// Whoever reached "Undo" by the swap itself moves on with the next key; the item may then leave.
document.addEventListener("htmx:afterSettle", () => {
  schedule(document);
  const undo = document.querySelector("[data-undo]:not([data-seen])");
  if (undo && document.activeElement === document.body) focusNear([], undo.closest("[data-item]"));
  undo?.setAttribute("data-seen", "yes");
});

schedule(document);
