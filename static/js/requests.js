// What every htmx request needs: the CSRF token, a banner when it fails, focus that does not get lost.
import { announce } from "./announce.js";

const token = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = token();
});

function messageOf(xhr) {
  const page = new DOMParser().parseFromString(xhr.responseText ?? "", "text/html");
  return page.querySelector("[data-message]")?.textContent.trim() ?? "That did not work.";
}

// The old content stays; the banner above it says what failed and offers the same request again.
function showFailure(words, element) {
  const banner = document.getElementById("failure");
  if (!banner) return;
  banner.querySelector("[data-words]").textContent = words;
  const again = banner.querySelector("button");
  again.onclick = () => {
    banner.hidden = true;
    if (element?.isConnected) repeat(element);
    else location.reload();
  };
  banner.hidden = false;
  announce(words);
}

// Clicked, not submitted: htmx asks which button it was.
function repeat(element) {
  const again = element.matches("form") ? element.querySelector("[type=submit]") : element;
  if (again.matches("a, button")) again.click();
  else location.reload();
}

// A branch of the tree says in its own place that it did not load.
const isBranch = (event) => event.target.closest?.('[role=group][aria-busy="true"]');

document.addEventListener("htmx:responseError", (event) => {
  if (isBranch(event)) return;
  showFailure(messageOf(event.detail.xhr), event.detail.elt);
});

document.addEventListener("htmx:sendError", (event) => {
  if (isBranch(event)) return;
  showFailure("Can’t reach the server.", event.detail.elt);
});

let lost = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const failure = document.getElementById("failure");
  if (failure && event.detail.shouldSwap) failure.hidden = true;
  lost = null;
  const target = event.detail.target;
  if (!target?.contains(document.activeElement)) return;
  const item = document.activeElement.closest("[data-item]");
  lost = {
    neighbours: [item?.nextElementSibling, item?.previousElementSibling],
    region: target.closest("[data-region]") ?? document.getElementById("main"),
  };
});

function findLost() {
  if (lost && document.activeElement === document.body) focusNear(lost.neighbours, lost.region);
  lost = null;
}

document.addEventListener("htmx:afterSettle", findLost);
// Where nothing came in place of what went, nothing settles.
document.addEventListener("htmx:afterRequest", () => setTimeout(findLost, 50));

// Focus goes to what asks for it, then to the next item, then to the heading of the region.
export function focusNear(neighbours, region) {
  const wanted = region?.querySelector("[data-focus]");
  const next = neighbours.find((element) => element?.isConnected)?.querySelector("a, button");
  const heading = region?.querySelector("h1, h2") ?? document.querySelector("h1");
  const chosen = wanted ?? next ?? heading;
  if (!chosen) return;
  if (chosen.matches("h1, h2")) chosen.tabIndex = -1;
  chosen.focus();
}
