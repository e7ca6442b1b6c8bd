// Times come in UTC from the server and are shown in the viewer's own zone.

const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });

function localise(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([data-local])")) {
    const at = new Date(time.dateTime);
    time.title = exact.format(at);
    time.dataset.local = "yes";
    const spoken = time.querySelector("[data-exact]");
    if (spoken) spoken.textContent = exact.format(at);
    const shown = time.querySelector("[data-shown]");
    if (time.dataset.shape === "clock") shown.textContent = clock.format(at);
    if (time.dataset.shape === "day") shown.textContent = day.format(at);
  }
  for (const zone of document.querySelectorAll("[data-zone]")) {
    zone.textContent = Intl.DateTimeFormat().resolvedOptions().timeZone;
  }
}

document.addEventListener("htmx:afterSettle", () => localise(document));
localise(document);
