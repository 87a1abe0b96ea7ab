(() => {
  "use strict";
  const closed = { load: () => Promise.reject(new Error("this page loads nothing")) };
  const NARROW = 560;

  // Every width inside a panel, scaled together.
  const stretched = (node, factor) => {
    if (Array.isArray(node)) return node.map((each) => stretched(each, factor));
    if (node === null || typeof node !== "object") return node;
    const copy = {};
    for (const [key, value] of Object.entries(node)) {
      if (key === "data" || key === "datasets") copy[key] = value;
      else if (typeof value === "number" && ((key === "width" && "height" in node) || key === "limit")) {
        copy[key] = Math.max(60, Math.floor(value * factor));
      } else copy[key] = stretched(value, factor);
    }
    return copy;
  };
  const firstWidth = (node) => {
    if (node === null || typeof node !== "object") return 0;
    if (typeof node.width === "number" && "height" in node) return node.width;
    for (const [key, value] of Object.entries(node)) {
      const width = key === "data" || key === "datasets" ? 0 : firstWidth(value);
      if (width) return width;
    }
    return 0;
  };

  const draw = async (figure) => {
    const chart = figure.querySelector(".chart");
    const views = figure.querySelectorAll('script[type="application/json"]:not(.shared)');
    const chosen = figure.querySelector(".views input:checked");
    const spec = JSON.parse(views[chosen ? Number(chosen.value) : 0].textContent);
    const shared = figure.querySelector("script.shared");
    if (shared) spec.datasets = JSON.parse(shared.textContent); // what several views draw on
    const room = chart.clientWidth;
    const narrow = (spec.usermeta && spec.usermeta.narrow) || 1; // small multiples stay two abreast
    const columns = Math.min(room < NARROW ? narrow : spec.columns, spec.concat.length);
    spec.columns = columns;
    const panel = firstWidth(spec.concat[0]);
    const options = { actions: false, renderer: "svg", loader: closed, tooltip: { theme: "page" } };
    let factor = (room / columns - 56) / panel;
    let result = null;
    // Once to see how much room the axes take, once to fill the column.
    for (let pass = 0; pass < 3; pass++) {
      if (result) result.finalize();
      result = await vegaEmbed(chart, { ...spec, concat: stretched(spec.concat, factor) }, options);
      const over = chart.querySelector("svg").viewBox.baseVal.width - room;
      if (Math.abs(over) < 2) break;
      factor -= over / columns / panel;
    }
    chart.querySelector("svg").setAttribute("aria-hidden", "true");
    figure.finish = () => result.finalize();
    figure.room = room;
  };

  const figures = [...document.querySelectorAll("figure")].filter((f) => f.querySelector(".chart"));
  const failed = (figure) => (error) => {
    const chart = figure.querySelector(".chart");
    chart.textContent = "This figure could not be drawn (" + error.message + "); its data are in the tables below.";
  };
  const drawAll = async () => {
    for (const figure of figures) await draw(figure).catch(failed(figure));
    document.documentElement.dataset.drawn = "true";
  };
  drawAll();
  for (const figure of figures) {
    for (const input of figure.querySelectorAll(".views input")) {
      input.addEventListener("change", async () => {
        if (figure.finish) figure.finish();
        await draw(figure).catch(failed(figure));
        figure.dataset.view = input.value;
      });
    }
  }
  let waiting = 0;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      for (const figure of figures) {
        if (figure.querySelector(".chart").clientWidth !== figure.room) {
          if (figure.finish) figure.finish();
          draw(figure).catch(failed(figure));
        }
      }
    }, 150);
  });

  for (const button of document.querySelectorAll(".copy")) {
    button.addEventListener("click", async () => {
      const code = button.parentElement.querySelector("code");
      try {
        await navigator.clipboard.writeText(code.textContent);
      } catch {
        // A file opened from a mail may not reach the clipboard; a selection can still be copied.
        getSelection().selectAllChildren(code);
        document.execCommand("copy");
      }
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }

  const rounded = (value, whole) => {
    const size = Math.abs(value);
    if (whole) return String(value).replace("-", "\u2212");
    const text = size === 0 || (size >= 1e-3 && size < 1e5) ? value.toFixed(4) : value.toExponential(2);
    return text.replaceAll("-", "\u2212");
  };
  // Rows of a long table lie on the page as data until someone wants to see them.
  const fill = (details) => {
    const data = details.querySelector("script.rows");
    if (!data) return;
    const body = details.querySelector("tbody");
    const rows = JSON.parse(data.textContent);
    const whole = rows[0].map((_, i) => rows.every((row) => typeof row[i] !== "number" || Number.isInteger(row[i])));
    for (const row of rows) {
      const line = body.insertRow();
      for (const [column, value] of row.entries()) {
        const cell = line.insertCell();
        if (value === null) cell.className = "n";
        else if (typeof value === "number") {
          cell.className = "n";
          cell.dataset.v = String(value);
          cell.textContent = rounded(value, whole[column]);
        } else {
          if (value.length > 60) cell.className = "t";
          cell.textContent = value;
        }
      }
    }
    data.remove();
  };

  const exact = (cell) => cell.dataset.v ?? cell.textContent;
  for (const details of document.querySelectorAll("details.data")) {
    details.addEventListener("toggle", () => { if (details.open) fill(details); });
    const body = details.querySelector("tbody");
    const heads = [...details.querySelectorAll("th")];
    heads.forEach((head, column) => {
      head.querySelector("button").addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((each) => each.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const number = head.classList.contains("n");
        const value = (row) => exact(row.cells[column]);
        const rows = [...body.rows].sort((a, b) => {
          const x = value(a), y = value(b);
          if (x === "" || y === "") return (x === "") - (y === ""); // what is missing goes last
          return (down ? -1 : 1) * (number ? Number(x) - Number(y) : x.localeCompare(y));
        });
        body.append(...rows);
      });
    });
    details.querySelector("input").addEventListener("input", (event) => {
      const word = event.target.value.toLowerCase();
      for (const row of body.rows) row.hidden = !row.textContent.toLowerCase().includes(word);
    });
    const save = details.querySelector(".tools button");
    save.addEventListener("click", () => {
      const field = (text) => (/[",\r\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
      const lines = [heads.map((head) => field(head.textContent)).join(",")];
      for (const row of body.rows) if (!row.hidden) lines.push([...row.cells].map((c) => field(exact(c))).join(","));
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([lines.join("\n") + "\n"], { type: "text/csv" }));
      link.download = save.dataset.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
  }

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open], .long)")];
    opened.forEach((each) => { each.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((each) => { each.open = false; }));
})();
