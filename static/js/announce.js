// Says something to people who listen, without moving their focus.

export function announce(words) {
  const line = document.getElementById("status");
  if (line) line.textContent = words;
}
