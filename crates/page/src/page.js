// What the page can do beyond its forms. Without this script everything works by the button "Apply changes".
"use strict";

(() => {
  const WAIT = 350; // milliseconds without a key before the verdicts are asked for

  // ---- Verdicts change while numbers change.

  const editor = document.getElementById("editor");
  const busy = document.getElementById("busy");
  let timer = 0;
  let asking = null;
  let refreshing = false;
  let remark = ""; // what the last paste did, until something else changes

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

  // A name stands in headings, lists and formulas too: the tables come anew, and what was written meanwhile stays.
  const NAMES = /^(name|[ao]\d+\.(t\d+\.)?name|a\d+\.k\d+)$/;
  const refresh = async () => {
    clearTimeout(timer);
    asking?.abort();
    refreshing = true;
    say("computing …");
    const sent = new FormData(editor);
    sent.delete("mechanism-file");
    sent.set("do", "apply");
    let isBehind = false;
    try {
      const response = await fetch(editor.action, { method: "POST", body: sent });
      if (!response.ok) { say("press “Apply changes”"); return; }
      const answer = takeOver(await response.text());
      const fresh = answer.querySelector("#editor .tables");
      const old = editor.querySelector(".tables");
      if (!fresh || !old) return;
      const now = new FormData(editor);
      const at = document.activeElement;
      const [start, end] = [at?.selectionStart, at?.selectionEnd];
      const open = [...old.querySelectorAll("details")].map((details) => details.open);
      const tables = document.importNode(fresh, true);
      tables.querySelectorAll("details").forEach((details, place) => { details.open = open[place] ?? details.open; });
      old.replaceWith(tables);
      for (const [field, value] of now) {
        const cell = editor.elements.namedItem(field);
        if (typeof value !== "string" || !cell || value === sent.get(field)) continue;
        cell.value = value;
        isBehind = true;
      }
      editor.elements.namedItem("paste") && (editor.elements.namedItem("paste").value = now.get("paste") || "");
      document.querySelector("h1").textContent = answer.querySelector("h1").textContent;
      document.title = answer.title;
      document.querySelector("main > .notice")?.remove();
      const notice = answer.querySelector("main > .notice");
      if (notice) editor.before(document.importNode(notice, true));
      // Buttons and radio buttons share their names.
      const isTwin = (field) => field.name === at.name && field.type === at.type && (["submit", "radio"].includes(at.type) ? field.value === at.value : true);
      const cell = at?.name && old.contains(at) ? [...editor.elements].find(isTwin) : null;
      if (cell) {
        cell.focus({ preventScroll: true });
        if (cell.type === "text") cell.setSelectionRange(start, end);
      }
      say(remark || "up to date");
    } catch {
      say("the program does not answer");
    } finally {
      refreshing = false;
      if (isBehind) ask();
    }
  };

  const ask = async () => {
    if (refreshing) return; // asks itself in the end
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
      say(remark || "up to date");
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
      if (NAMES.test(field.name)) return;
      remark = "";
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    // Choosing how the outcome is chosen changes the tables: that is a new page.
    editor.addEventListener("change", (event) => {
      const field = event.target;
      if (field.name === "allocation" || /^p\d+\.name$/.test(field.name)) document.getElementById("apply").click();
      else if (NAMES.test(field.name)) refresh();
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

  // The cells of a pasted text, as in CSV files: a cell in quotes may hold everything.
  const cellsOf = (text) => {
    const sign = text.includes("\t") ? "\t" : text.includes(";") ? ";" : ",";
    const rows = [[]];
    let cell = "";
    let quoted = false;
    const put = () => { rows.at(-1).push(cell.trim()); cell = ""; };
    for (let place = 0; place < text.length; place += 1) {
      const letter = text[place];
      if (quoted && letter === '"' && text[place + 1] === '"') { cell += '"'; place += 1; }
      else if (quoted && letter === '"') quoted = false;
      else if (!quoted && letter === '"' && !cell.trim()) { cell = ""; quoted = true; }
      else if (!quoted && letter === sign) put();
      else if (!quoted && letter === "\n") { put(); rows.push([]); }
      else cell += letter;
    }
    put();
    return rows;
  };

  document.addEventListener("paste", (event) => {
    const field = event.target;
    const text = event.clipboardData?.getData("text/plain") || "";
    if (!isCell(field) || !/[\t\n;]/.test(text.trim())) return;
    event.preventDefault();
    const block = cellsOf(text.replace(/\r/g, "").replace(/\n+$/, ""));
    const { rows, row, column } = placeOf(field);
    let left = 0;
    let hasNames = false;
    block.forEach((cells, down) => cells.forEach((value, across) => {
      const cell = rows[row + down]?.[column + across];
      if (!cell) { left += 1; return; }
      if (cell instanceof HTMLSelectElement) {
        const option = [...cell.options].find((option) => option.textContent === value);
        if (option) cell.value = option.value; else left += 1;
      } else {
        cell.value = value;
      }
      hasNames ||= NAMES.test(cell.name);
    }));
    const count = block.reduce((sum, cells) => sum + cells.length, 0) - left;
    remark = left ? `${count} cells pasted, ${left} did not fit` : `${count} cells pasted`;
    if (hasNames) refresh(); else ask();
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
