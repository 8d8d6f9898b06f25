/* Pickers: options below an answer, entries of a long list by words, a point on the map. Each page works without. */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const said = document.body.dataset;
  const told = (pattern, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), pattern);
  const labelOf = (control) => {
    const label = control.labels && control.labels[0];
    return label ? label.firstChild.textContent.trim() : "";
  };
  const ask = (address, values, signal) => {
    const url = new URL(address, location.href);
    Object.entries(values).forEach(([name, value]) => url.searchParams.set(name, value));
    return fetch(url, { signal, headers: { Accept: "application/json" } }).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
  };
  const note = (control, className) => {
    const place = control.closest(".field") || control.parentElement;
    let line = place.querySelector(`:scope > .${className}`);
    if (!line) {
      line = document.createElement("p");
      line.className = `${className} field-after`;
      line.setAttribute("role", "status");
      place.append(line);
    }
    return line;
  };

  /* Options below an answer: a province's regencies, a regency's districts. */
  const below = (control) => all("[data-below]", control.form).filter((one) => one.dataset.below === control.id);
  const chain = (control) => below(control).flatMap((one) => [one, ...chain(one)]);
  const state = (control) => ({ control, value: control.value, options: control.options ? Array.from(control.options, (o) => [o.value, o.text]) : null });
  const offer = (control, options, first) => {
    if (control.tagName === "SELECT") {
      control.replaceChildren(new Option(first, ""), ...options.map(([value, text]) => new Option(text, value)));
      return;
    }
    let list = control.list;
    if (!list) {
      list = document.createElement("datalist");
      list.id = `${control.id}-list`;
      control.after(list);
      control.setAttribute("list", list.id);
      control.autocomplete = "off";
    }
    list.replaceChildren(...options.map(([, text]) => new Option("", text)));
  };
  const loading = new WeakMap();
  const load = (control, above) => {
    const running = loading.get(control);
    if (running) running.abort();
    if (!above.value) { offer(control, [], told(said.firstAbove || "Pilih {above} dahulu", { above: labelOf(above) })); return Promise.resolve(); }
    const stop = new AbortController();
    loading.set(control, stop);
    return ask(control.dataset.list, { dalam: above.value }, stop.signal).then(
      (answer) => offer(control, answer.options, control.dataset.first || ""),
      (fault) => {
        if (fault.name === "AbortError") return;
        note(control, "emptied").textContent = said.unreached;
        all("[data-without-script]", control.closest(".field")).forEach((button) => { button.hidden = false; });
      },
    );
  };
  const before = new WeakMap();
  const remember = (control) => { if (below(control).length) before.set(control, [state(control), ...chain(control).map(state)]); };
  document.addEventListener("focusin", (event) => { if (event.target.form && event.target.id) remember(event.target); });
  const waiting = new WeakMap();
  document.addEventListener("change", (event) => {
    const above = event.target;
    if (!above.form || !above.id) return;
    const children = below(above);
    if (!children.length) return;
    const earlier = before.get(above);
    const emptied = chain(above).filter((one) => one.value);
    emptied.forEach((one) => { one.value = ""; });
    chain(above).filter((one) => !children.includes(one)).forEach((one) => load(one, { value: "", labels: document.getElementById(one.dataset.below).labels }));
    const line = note(above, "emptied");
    if (emptied.length) {
      line.textContent = told(said.emptied, { what: emptied.map(labelOf).join(", "), above: labelOf(above) });
      const undo = document.createElement("button");
      undo.type = "button";
      undo.textContent = said.undo;
      undo.addEventListener("click", () => {
        (earlier || []).forEach(({ control, value, options }) => {
          if (options && control !== above) control.replaceChildren(...options.map(([one, text]) => new Option(text, one)));
          control.value = value;
        });
        line.textContent = "";
        above.focus();
      });
      if (earlier) line.append(undo);
    } else if (!line.querySelector("button")) {
      line.textContent = "";
    }
    clearTimeout(waiting.get(above));
    waiting.set(above, setTimeout(() => children.forEach((one) => load(one, above)), 120));
  });

  /* An entry of a long list: typed, searched, picked from what matches (a combobox). */
  let number = 0;
  const searching = (box) => {
    const frame = box.closest(".searched");
    const list = document.createElement("ul");
    list.id = `suggestions-${(number += 1)}`;
    list.className = "suggestions";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", labelOf(box));
    list.hidden = true;
    const line = document.createElement("p");
    line.className = "searched-said";
    line.setAttribute("role", "status");
    box.parentElement.after(list, line);
    Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id }).forEach(([name, value]) => box.setAttribute(name, value));
    let picked = -1;
    let timer = 0;
    let stop = null;
    const items = () => Array.from(list.children);
    const close = () => {
      list.hidden = true;
      picked = -1;
      box.setAttribute("aria-expanded", "false");
      box.removeAttribute("aria-activedescendant");
    };
    const mark = (index) => {
      picked = index;
      items().forEach((item, place) => item.setAttribute("aria-selected", String(place === index)));
      const item = items()[index];
      if (!item) { box.removeAttribute("aria-activedescendant"); return; }
      box.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    };
    const take = (item) => {
      box.value = box.dataset.keepsCode === undefined ? item.textContent : item.dataset.value;
      line.textContent = box.dataset.keepsCode === undefined ? "" : item.textContent;
      close();
      box.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const show = (answer) => {
      list.replaceChildren(...answer.options.map(([value, text], place) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${place}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.value = value;
        item.textContent = text;
        item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
        return item;
      }));
      picked = -1;
      const any = answer.options.length > 0;
      list.hidden = !any;
      box.setAttribute("aria-expanded", String(any));
      box.removeAttribute("aria-activedescendant");
      const words = !any ? said.foundNone : answer.close ? said.foundClose : answer.more ? said.foundMore : said.found;
      line.textContent = told(words, { n: answer.options.length });
    };
    const search = () => {
      const text = box.value.trim();
      if (stop) stop.abort();
      if (text.length < 2) { close(); line.textContent = ""; return; }
      const above = box.dataset.within && document.getElementById(box.dataset.within);
      stop = new AbortController();
      ask(box.dataset.search, { cari: text, dalam: above ? above.value : "" }, stop.signal).then(
        (answer) => { if (document.activeElement === box) show(answer); },
        (fault) => {
          if (fault.name === "AbortError") return;
          line.textContent = said.unreached;
          all("[data-without-script]", frame).forEach((button) => { button.hidden = false; });
        },
      );
    };
    box.addEventListener("input", () => {
      all("[data-matches]", frame).forEach((old) => old.remove());
      clearTimeout(timer);
      timer = setTimeout(search, 180);
    });
    box.addEventListener("keydown", (event) => {
      const last = items().length - 1;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) { search(); return; }
        mark(event.key === "ArrowDown" ? (picked >= last ? 0 : picked + 1) : (picked <= 0 ? last : picked - 1));
      } else if (event.key === "Enter" && !list.hidden && picked >= 0) {
        event.preventDefault();
        take(items()[picked]);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      }
    });
    box.addEventListener("blur", () => { clearTimeout(timer); close(); });
  };

  /* A point on the map: the drawing counts in hundredths of a degree. */
  const read = (box) => {
    const text = box.value.trim().replace("−", "-").replace(",", ".").replace(/°$/, "");
    return /^[+-]?\d{1,3}(\.\d+)?$/.test(text) ? Number(text) : null;
  };
  const written = (value, places) => value.toFixed(places).replace(/\.?0+$/, "").replace(".", ",");
  const pairs = [
    /!3d(-?\d{1,3}\.\d+)!4d(-?\d{1,3}\.\d+)/,
    /(?:@|[?&](?:q|ll|query|center|mlat|destination)=(?:loc:)?|geo:|#map=[\d.]+\/)(-?\d{1,3}\.\d+)(?:,|%2C|&mlon=|\/)+(-?\d{1,3}\.\d+)/,
    /^\(?\s*([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?(?:[;,]\s+|\s+|;)([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*\)?$/,
    /^([+-]?\d{1,3}\.\d+)\s*,\s*([+-]?\d{1,3}\.\d+)$/,
  ];
  const mapping = (map) => {
    const lat = document.getElementById(map.dataset.latitude);
    const lon = document.getElementById(map.dataset.longitude);
    if (!lat || !lon) return;
    const whole = map.querySelector(".map-whole");
    const near = map.querySelector(".map-near");
    const line = map.querySelector("[data-map-said]");
    const pin = (svg, x, y, size) => {
      let place = svg.querySelector(".map-pin");
      if (!place) { place = near.querySelector(".map-pin").cloneNode(true); svg.append(place); }
      place.querySelectorAll("circle").forEach((one) => {
        one.setAttribute("cx", x);
        one.setAttribute("cy", y);
        one.setAttribute("r", one.classList.contains("map-dot") ? size : size * 2.2);
      });
    };
    const show = () => {
      const [y, x] = [read(lat), read(lon)];
      const good = y !== null && x !== null && y >= -13.5 && y <= 9.5 && x >= 92 && x <= 144;
      near.toggleAttribute("hidden", !good);
      const old = map.querySelector("[data-map-doubt]");
      if (old) old.remove();
      if (!good) { const one = whole.querySelector(".map-pin"); if (one) one.remove(); return; }
      pin(whole, x * 100, -y * 100, 30);
      pin(near, x * 100, -y * 100, 2.4);
      near.setAttribute("viewBox", `${x * 100 - 100} ${-y * 100 - 66} 200 132`);
      line.textContent = told(map.dataset.words, { lat: written(y, 6), lon: written(x, 6) });
    };
    const put = (y, x, places) => {
      lat.value = written(Math.max(-11.5, Math.min(6.5, y)), places);
      lon.value = written(Math.max(94.5, Math.min(141.5, x)), places);
      lat.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const split = (box) => {
      const found = read(box) === null && pairs.map((one) => one.exec(box.value.trim().replace(/−/g, "-"))).find(Boolean);
      const other = box === lat ? lon : lat;
      if (!found || (other.value.trim() && other.value !== box.value)) return;
      lat.value = found[1].replace(".", ",");
      lon.value = found[2].replace(".", ",");
      note(lat, "emptied").textContent = said.split;
    };
    [lat, lon].forEach((box) => {
      box.addEventListener("input", show);
      box.addEventListener("change", () => { split(box); show(); });
      box.addEventListener("paste", () => setTimeout(() => { split(box); show(); }, 0));
    });
    [[whole, 2, .1], [near, 3, .01]].forEach(([svg, places, step]) => {
      svg.setAttribute("role", "application");
      svg.setAttribute("tabindex", "0");
      svg.setAttribute("aria-label", map.dataset.help);
      svg.addEventListener("click", (event) => {
        const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
        put(-at.y / 100, at.x / 100, places);
      });
      svg.addEventListener("keydown", (event) => {
        const by = { ArrowUp: [1, 0], ArrowDown: [-1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        if (!by) return;
        event.preventDefault();
        const far = event.shiftKey ? step * 10 : step;
        const [y, x] = [read(lat), read(lon)];
        if (y === null || x === null) { put(-2.5, 118, places); return; }
        put(y + by[0] * far, x + by[1] * far, Math.max(places, 4));
      });
    });
  };

  const prepare = (root) => {
    all("[data-without-script]", root).forEach((one) => { one.hidden = true; });
    all("[data-with-script]", root).forEach((one) => { one.hidden = false; });
    all("input[data-search]:not([role=combobox])", root).forEach(searching);
    all("[data-map]", root).forEach(mapping);
  };
  prepare(document);
  document.addEventListener("htmx:afterSwap", () => {
    const form = document.getElementById("wizard-form");
    if (form) prepare(form);
  });
})();
