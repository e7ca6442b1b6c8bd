// The ARIA tree of the hierarchy page: one tab stop, arrows, letters, branches fetched when they open.
import { announce } from "./announce.js";

const narrow = matchMedia("(max-width: 767px)");
const everyItem = (tree) => [...tree.querySelectorAll("[role=treeitem]")];
const shown = (tree) => everyItem(tree).filter((item) => item.checkVisibility());
const nameOf = (item) => item.querySelector(".tree__name")?.textContent.trim() ?? "";
const groupOf = (item) => item.parentElement.querySelector(":scope > [role=group]");
const parentOf = (item) =>
  item.closest("[role=group]")?.parentElement.querySelector(":scope > [role=treeitem]");
const firstChild = (item) => groupOf(item)?.querySelector("[role=treeitem]");
const isOpen = (item) => item.getAttribute("aria-expanded") === "true";
const isClosed = (item) => item.getAttribute("aria-expanded") === "false";

function focusOn(item) {
  if (!item) return;
  const tree = item.closest("[role=tree]");
  for (const each of tree.querySelectorAll('[tabindex="0"]')) each.tabIndex = -1;
  item.tabIndex = 0;
  item.focus();
}

// The server remembers which branches each person has open.
function remember(item, open) {
  const address = item.dataset.remember;
  const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]').content };
  const body = new URLSearchParams({ open });
  fetch(address, { method: "POST", headers, body, keepalive: true }).catch(() => {});
}

function load(item, group) {
  group.setAttribute("aria-busy", "true");
  announce(`Loading children of ${nameOf(item)}`);
  htmx.ajax("GET", group.dataset.branch, { source: group, target: group, swap: "innerHTML" });
}

function setOpen(item, open) {
  if (!item.hasAttribute("aria-expanded")) return;
  item.setAttribute("aria-expanded", String(open));
  const group = groupOf(item);
  if (open && group?.dataset.branch && !group.children.length) load(item, group);
  remember(item, open);
}

function select(item) {
  if (!item.dataset.itwin) return;
  const tree = item.closest("[role=tree]");
  for (const each of tree.querySelectorAll("[aria-selected=true]")) {
    each.setAttribute("aria-selected", "false");
  }
  item.setAttribute("aria-selected", "true");
  const push = { source: item, target: "#tree-panel", swap: "innerHTML" };
  htmx.ajax("GET", item.href, push).then(() => history.replaceState(null, "", item.href));
}

// "Show 100 more": the rows that arrive take its place, and focus goes on with the first of them.
function more(item) {
  const line = item.parentElement;
  const before = line.previousElementSibling;
  htmx.ajax("GET", item.href, { source: item, target: line, swap: "outerHTML" }).then(() => {
    focusOn(before?.nextElementSibling?.querySelector("[role=treeitem]"));
  });
}

function byLetter(item, items, key) {
  const at = items.indexOf(item) + 1;
  const round = [...items.slice(at), ...items.slice(0, at)];
  return round.find((each) => nameOf(each).toLowerCase().startsWith(key.toLowerCase()));
}

function openSiblings(item) {
  for (const line of item.parentElement.parentElement.children) {
    const sibling = line.querySelector(":scope > [role=treeitem]");
    if (sibling && isClosed(sibling)) setOpen(sibling, true);
  }
}

const right = (item) => (isClosed(item) ? setOpen(item, true) : isOpen(item) && focusOn(firstChild(item)));
const left = (item) => (isOpen(item) ? setOpen(item, false) : focusOn(parentOf(item)));

const keys = {
  ArrowDown: (item, items) => focusOn(items[items.indexOf(item) + 1]),
  ArrowUp: (item, items) => focusOn(items[items.indexOf(item) - 1]),
  Home: (item, items) => focusOn(items[0]),
  End: (item, items) => focusOn(items.at(-1)),
  ArrowRight: right,
  ArrowLeft: left,
  "*": openSiblings,
  " ": (item) => (item.dataset.itwin ? select(item) : enter(item)),
  Enter: (item) => enter(item),
};

function retry(item) {
  const parent = parentOf(item);
  focusOn(parent);
  load(parent, groupOf(parent));
}

function enter(item) {
  if (item.dataset.again) retry(item);
  else if (item.dataset.more) more(item);
  else if (item.dataset.open) location.assign(item.dataset.open);
  else if (item.hasAttribute("aria-expanded")) setOpen(item, isClosed(item));
}

function press(event) {
  const item = event.target.closest("[role=treeitem]");
  if (!item || event.metaKey || event.altKey) return;
  if (event.ctrlKey) {
    if (event.key !== "ArrowUp") return;
    event.preventDefault();
    focusOn(parentOf(item));
    return;
  }
  const items = shown(item.closest("[role=tree]"));
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act(item, items);
  } else if (/^[\p{L}\p{N}]$/u.test(event.key) && !favorite(event)) {
    event.preventDefault();
    focusOn(byLetter(item, items, event.key));
  }
}

// F stars the chosen iTwin and g begins "go to", where keyboard shortcuts are on; otherwise both are letters.
function favorite(event) {
  return "fg".includes(event.key) && document.body.dataset.shortcuts === "on";
}

function click(event) {
  const item = event.target.closest("[role=treeitem]");
  if (!item || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const twisty = event.target.closest(".tree__twisty");
  // On narrow screens the panel is a page of its own: the link leads there.
  if (!twisty && item.dataset.itwin && narrow.matches) return;
  event.preventDefault();
  focusOn(item);
  if (item.dataset.more || item.dataset.again) enter(item);
  else if (twisty || !item.dataset.itwin) setOpen(item, isClosed(item));
  else select(item);
}

// The children of a node did not come: a row in their place says so and tries again.
function failed(event) {
  const group = event.target.closest?.('[role=group][aria-busy="true"]');
  if (!group) return;
  group.removeAttribute("aria-busy");
  const item = group.parentElement.querySelector(":scope > [role=treeitem]");
  const again = document.getElementById("branch-failed").content.cloneNode(true);
  again.querySelector("[role=treeitem]").ariaLevel = String(Number(item.ariaLevel) + 1);
  group.replaceChildren(again);
  announce(`Couldn’t load the children of ${nameOf(item)}`);
}

function loaded(event) {
  const group = event.target.closest?.("[role=group]");
  if (group?.getAttribute("aria-busy") !== "true") return;
  group.removeAttribute("aria-busy");
  const item = group.parentElement.querySelector(":scope > [role=treeitem]");
  announce(`${nameOf(item)}: ${group.children.length} shown`);
}

function prepare() {
  for (const tree of document.querySelectorAll("[role=tree]")) {
    if (tree.querySelector('[role=treeitem][tabindex="0"]')) continue;
    const stop = tree.querySelector("[aria-selected=true]") ?? tree.querySelector("[role=treeitem]");
    if (stop) stop.tabIndex = 0;
  }
}

document.addEventListener("keydown", press);
document.addEventListener("click", click);
document.addEventListener("htmx:responseError", failed);
document.addEventListener("htmx:sendError", failed);
document.addEventListener("htmx:afterSettle", (event) => {
  loaded(event);
  prepare();
});
prepare();
