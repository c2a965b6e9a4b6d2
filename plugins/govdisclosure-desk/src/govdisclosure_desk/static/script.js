// The desk works without this; it spares reloading the page while something is done.
"use strict";

function follow(place) {
  const address = place.dataset.job;
  const words = place.querySelector("[role=status]");
  const bar = place.querySelector("progress");
  const look = async () => {
    let state;
    try {
      const answer = await fetch(`${address}/state`);
      state = await answer.json();
    } catch {
      window.location.reload(); // the desk has ended: the browser says so
      return;
    }
    if (state.finished) {
      window.location.replace(address);
      return;
    }
    if (words.textContent !== state.words) {
      words.textContent = state.words;
    }
    bar.max = state.of || 1;
    bar.value = state.done;
    window.setTimeout(look, 500);
  };
  window.setTimeout(look, 500);
}

for (const place of document.querySelectorAll("[data-job]")) {
  follow(place);
}
