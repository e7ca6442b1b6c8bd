// Keys for people who like them. The preference under "?" switches them off (WCAG 2.1.4).

const places = { h: "home", i: "itwins", t: "hierarchy", f: "favorites" };
let went = -Infinity;

const address = (name) => document.querySelector(`[data-place="${name}"]`)?.href;

const typing = (element) => element.matches("input, select, textarea, [contenteditable]");

function search() {
  const boxes = [...document.querySelectorAll('input[type="search"]')];
  const box = boxes.find((each) => each.checkVisibility());
  box?.focus();
  box?.select();
}

function toggleFavorite(focused) {
  const near = focused.closest("[data-item]")?.querySelector(".star__button");
  (near ?? document.querySelector("[data-chosen] .star__button"))?.click();
}

function moveBy(step) {
  const links = [...document.querySelectorAll("[data-item] [data-name]")];
  const here = links.indexOf(document.activeElement.closest("[data-item]")?.querySelector("[data-name]"));
  links[here < 0 ? 0 : Math.min(Math.max(here + step, 0), links.length - 1)]?.focus();
}

function removeFocused(focused) {
  focused.closest("[data-item]")?.querySelector("[data-remove]")?.click();
}

const actions = {
  "/": search,
  "?": () => document.getElementById("keys")?.togglePopover(),
  f: toggleFavorite,
  j: () => moveBy(1),
  k: () => moveBy(-1),
  Delete: removeFocused,
};

// After "g" one more key within a second says where to go.
function go(key) {
  const target = address(places[key]);
  went = -Infinity;
  if (!target) return false;
  location.assign(target);
  return true;
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (typing(event.target)) return;
  if (event.timeStamp - went < 1000 && go(event.key)) return;
  if (event.key === "g") {
    went = event.timeStamp;
    return;
  }
  if (event.target.closest("[role=tree]") && "jk".includes(event.key)) return;
  if (!(event.key in actions)) return;
  event.preventDefault();
  actions[event.key](event.target);
}

if (document.body.dataset.shortcuts === "on") document.addEventListener("keydown", press);

// Escape empties a search box and runs the empty search, as browsers do for some of them.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.matches('input[type="search"]')) return;
  if (!event.target.value) return;
  event.preventDefault();
  event.target.value = "";
  event.target.dispatchEvent(new Event("search", { bubbles: true }));
});
