// The year works without this; it spares page loads, and says when another window has moved on.
"use strict";

const year = document.querySelector("[data-state]");

async function look() {
  if (document.hidden || !year) {
    return;
  }
  const answer = await fetch("/year/revision");
  const now = answer.ok ? await answer.json() : null;
  if (now && now.state !== year.dataset.state) {
    const changed = document.getElementById("changed");
    changed.querySelector("span").textContent = now.said;
    changed.hidden = false;
  }
}

document.addEventListener("visibilitychange", look);
window.addEventListener("focus", look);
window.setInterval(() => look().catch(() => {}), 5000);

// A figure's explanation opens beside the table instead of on a page of its own.
const dialog = document.getElementById("explained");

async function explain(address) {
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const found = page.getElementById("explanation");
  if (!answer.ok || !found) {
    window.location.assign(address);
    return;
  }
  dialog.querySelector("div").replaceChildren(document.adoptNode(found));
  if (!dialog.open) {
    dialog.showModal();
  }
  dialog.scrollTop = 0;
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='/year/cell']");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
      event.preventDefault();
      explain(link.getAttribute("href"));
    }
  });
}

// What cannot be undone in part is done after a question; a form is sent once.
for (const button of document.querySelectorAll("button[data-sure]")) {
  button.addEventListener("click", (event) => {
    if (!window.confirm(button.dataset.sure)) {
      event.preventDefault();
    }
  });
}

// A file that is dropped anywhere on the page is meant for its field.
const field = document.querySelector("input[type=file]");
if (field) {
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      field.focus();
    }
  });
}
