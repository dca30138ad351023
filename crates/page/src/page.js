// What the page can do beyond its forms. Without this script everything works by the button "Apply changes".
"use strict";

(() => {
  const WAIT = 350; // milliseconds without a key before the verdicts are asked for

  // ---- Verdicts change while numbers change.

  const editor = document.getElementById("editor");
  const busy = document.getElementById("busy");
  let timer = 0;
  let asking = null;

  const say = (text) => { if (busy) busy.textContent = text; };

  // Puts the parts of an answer that have a place on this page into it.
  const takeOver = (html) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const fresh of answer.querySelectorAll("[data-live]")) {
      const old = document.getElementById(fresh.id);
      if (!old) continue;
      const verdicts = new Map();
      for (const item of old.querySelectorAll("[data-name]")) verdicts.set(item.dataset.name, item.querySelector(".badge")?.textContent);
      const open = new Set([...old.querySelectorAll("details[open] > summary")].map((summary) => summary.textContent));
      const place = document.importNode(fresh, true);
      for (const item of place.querySelectorAll("[data-name]")) {
        const before = verdicts.get(item.dataset.name);
        if (before && before !== item.querySelector(".badge")?.textContent) item.classList.add("changed");
      }
      for (const summary of place.querySelectorAll("details > summary")) {
        if (open.has(summary.textContent)) summary.parentElement.open = true;
      }
      old.replaceWith(place);
    }
    return answer;
  };

  // Marks the cells that the mistake is about.
  const mark = () => {
    for (const note of editor.querySelectorAll(".note")) note.remove();
    for (const cell of editor.querySelectorAll("[aria-invalid]")) {
      cell.removeAttribute("aria-invalid");
      cell.removeAttribute("aria-describedby");
    }
    const panel = document.getElementById("state");
    const names = (panel?.dataset.wrong || "").split(" ").filter((name) => name);
    names.forEach((name, place) => {
      const cell = editor.elements.namedItem(name);
      if (!(cell instanceof HTMLElement)) return;
      cell.setAttribute("aria-invalid", "true");
      cell.setAttribute("aria-describedby", "mistake");
      if (place === 0) {
        const note = document.createElement("span");
        note.className = "note";
        note.textContent = panel.dataset.note || "";
        cell.after(note);
      }
    });
  };

  const ask = async () => {
    asking?.abort();
    const mine = new AbortController();
    asking = mine;
    say("computing …");
    const form = new FormData(editor);
    form.delete("mechanism-file");
    form.delete("paste");
    try {
      const response = await fetch(editor.dataset.liveTo, { method: "POST", body: form, headers: { "X-Live": "1" }, signal: mine.signal });
      if (!response.ok) { say("press “Apply changes”"); return; }
      takeOver(await response.text());
      mark();
      say("up to date");
    } catch (error) {
      if (error.name !== "AbortError") say("the program does not answer");
    } finally {
      if (asking === mine) asking = null;
    }
  };

  if (editor) {
    editor.addEventListener("input", (event) => {
      const field = event.target;
      if (field.closest(".ask") || ["paste", "paste-into", "allocation"].includes(field.name)) return;
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    // Choosing how the outcome is chosen changes the tables: that is a new page.
    editor.addEventListener("change", (event) => {
      if (event.target.name === "allocation") document.getElementById("apply").click();
    });
    editor.addEventListener("submit", () => { clearTimeout(timer); asking?.abort(); });
  }

  // ---- Cells: arrow keys move, a pasted block spreads.

  const isCell = (field) => field instanceof HTMLInputElement && field.type === "text" && field.closest("table.grid");
  const rowsOf = (table) => [...table.rows].map((row) => [...row.querySelectorAll("input[type=text], select")]).filter((row) => row.length);
  const placeOf = (field) => {
    const rows = rowsOf(field.closest("table"));
    const row = rows.findIndex((cells) => cells.includes(field));
    return { rows, row, column: rows[row].indexOf(field), fromEnd: rows[row].length - rows[row].indexOf(field) };
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (!isCell(field) || event.altKey || event.ctrlKey || event.metaKey) return;
    const { rows, row, column, fromEnd } = placeOf(field);
    const atStart = field.selectionStart === 0 && field.selectionEnd === 0;
    const atEnd = field.selectionStart === field.value.length && field.selectionEnd === field.value.length;
    let to = null;
    if (event.key === "ArrowUp") to = rows[row - 1]?.at(-fromEnd);
    else if (event.key === "ArrowDown" || event.key === "Enter") to = rows[row + 1]?.at(-fromEnd);
    else if (event.key === "ArrowLeft" && atStart) to = rows[row][column - 1];
    else if (event.key === "ArrowRight" && atEnd) to = rows[row][column + 1];
    else return;
    if (event.key === "Enter") event.preventDefault();
    if (!to) return;
    event.preventDefault();
    to.focus();
    if (to.select) to.select();
  });

  document.addEventListener("paste", (event) => {
    const field = event.target;
    const text = event.clipboardData?.getData("text/plain") || "";
    if (!isCell(field) || !/[\t\n;]/.test(text.trim())) return;
    event.preventDefault();
    const sign = text.includes("\t") ? "\t" : text.includes(";") ? ";" : ",";
    const block = text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").map((line) => line.split(sign));
    const { rows, row, column } = placeOf(field);
    let left = 0;
    block.forEach((cells, down) => cells.forEach((value, across) => {
      const cell = rows[row + down]?.[column + across];
      if (!cell) { left += 1; return; }
      if (cell instanceof HTMLSelectElement) {
        const option = [...cell.options].find((option) => option.textContent === value.trim());
        if (option) cell.value = option.value; else left += 1;
      } else {
        cell.value = value.trim().replace(/^"(.*)"$/, "$1");
      }
    }));
    field.dispatchEvent(new Event("input", { bubbles: true }));
    if (left) say(`${left} pasted cells did not fit`);
  });

  // ---- A computation that runs: its page changes in place.

  const follow = async () => {
    const job = document.getElementById("job");
    if (!job || !job.dataset.again) return;
    try {
      const response = await fetch(location.href, { cache: "no-store" });
      if (response.ok) takeOver(await response.text());
    } catch {
      // The program may be busy or gone: ask again.
    }
    setTimeout(follow, 700);
  };
  if (document.getElementById("job")?.dataset.again) setTimeout(follow, 300);
})();
