// A new token: tried out from here, and made once however often its form is sent or its page reloaded.

const panel = document.querySelector("[data-new-token]");

function show(answer, { status, headers = "", body = "" }) {
  answer.querySelector("[data-answer-status]").textContent = status;
  answer.querySelector("[data-answer-headers]").textContent = headers;
  answer.querySelector("[data-answer-body]").textContent = body;
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function ask(address, token) {
  try {
    const response = await fetch(address, {
      headers: { Authorization: `Bearer ${token}` },
      credentials: "omit",
      cache: "no-store",
    });
    const words = response.statusText ? `${response.status} ${response.statusText}` : `${response.status}`;
    return {
      status: `Answer: ${words}`,
      headers: [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n"),
      body: readable(await response.text()),
    };
  } catch {
    return { status: "Can’t reach the server. Try again in a moment." };
  }
}

if (panel) {
  // Reloading then shows the list, instead of asking whether to send the form again.
  history.replaceState(null, "", location.href);
  const word = panel.querySelector("[data-word]");
  word.closest("button").addEventListener("click", () => {
    word.textContent = "Copied";
  });
  const answer = panel.querySelector("[data-answer]");
  const run = panel.querySelector("[data-run]");
  run.hidden = false;
  run.addEventListener("click", async () => {
    answer.hidden = false;
    show(answer, { status: "Asking…" });
    show(answer, await ask(run.dataset.run, panel.dataset.newToken));
  });
}

// Of a form that is sent twice at once only the second answer is seen, which has no token.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}
