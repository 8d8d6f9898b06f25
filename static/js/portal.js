/* Small comforts. Every page works without this file; it only saves a person steps. */
(() => {
  "use strict";
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  /* A question before an act that cannot be taken back. Without script the server asks on a page of its own. */
  const said = document.body.dataset;
  const visible = (button) => Array.from(button.childNodes).filter((node) => !(node.classList && node.classList.contains("sr-only"))).map((node) => node.textContent).join("").trim();
  const ask = (sentence, yesWord, grave) => new Promise((answer) => {
    if (typeof HTMLDialogElement === "undefined") { answer(window.confirm(sentence)); return; }
    const box = document.createElement("dialog");
    box.className = "ask";
    const text = document.createElement("p");
    text.id = "ask-text";
    text.textContent = sentence;
    box.setAttribute("aria-labelledby", "ask-text");
    const row = document.createElement("div");
    const make = (word, style, value) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = `btn ${style}`;
      button.textContent = word;
      button.addEventListener("click", () => box.close(value));
      row.append(button);
      return button;
    };
    const no = make(said.no, "btn-secondary", "");
    make(yesWord, grave ? "btn-danger" : "btn-primary", "yes");
    box.append(text, row);
    box.addEventListener("close", () => { box.remove(); answer(box.returnValue === "yes"); });
    document.body.append(box);
    box.showModal();
    no.focus();
  });

  const rest = (button) => {
    if (button.dataset.word === undefined) return;
    button.textContent = button.dataset.word;
    delete button.dataset.word;
  };
  const wake = () => all("[data-asleep]").forEach((button) => {
    button.disabled = false;
    delete button.dataset.asleep;
    rest(button);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (event.defaultPrevented || form.method === "dialog") return;
    const sentence = (button && button.dataset.confirm) || form.dataset.confirm;
    if (sentence && !form.dataset.confirmed) {
      event.preventDefault();
      const word = (button && (button.dataset.confirmYes || visible(button))) || said.yes;
      const grave = Boolean(button && button.matches(".btn-danger, .btn-remove, .row-act-danger"));
      ask(sentence, word, grave).then((yes) => {
        if (!yes) return;
        const mark = document.createElement("input");
        mark.type = "hidden";
        mark.name = "confirmed";
        mark.value = "1";
        form.append(mark);
        form.dataset.confirmed = "1";
        form.requestSubmit(button || undefined);
      });
      return;
    }
    delete form.dataset.confirmed;
    form.dataset.sent = "1";
    if (form.method !== "post") return;
    /* A form that brings a file leaves the page as it is: show it anew, so that the next step is offered. */
    if (form.dataset.file !== undefined) { form.dataset.sent = ""; setTimeout(() => location.reload(), 2500); return; }
    /* After the browser has gathered the values, the pressed button's among them. */
    setTimeout(() => {
      const buttons = new Set(all("button:not([type=button]), input[type=submit]", form));
      if (form.id) all(`button[form="${CSS.escape(form.id)}"]`).forEach((one) => buttons.add(one));
      buttons.forEach((one) => { if (!one.disabled) { one.disabled = true; one.dataset.asleep = "1"; } });
      if (button && button.dataset.busy) { button.dataset.word = button.textContent; button.textContent = button.dataset.busy; }
      setTimeout(wake, 15000);
    }, 0);
  });
  window.addEventListener("pageshow", wake);

  /* Filters apply as soon as they are chosen; empty ones stay out of the address. */
  document.addEventListener("formdata", (event) => {
    if (event.target.method !== "get") return;
    Array.from(event.formData.entries()).forEach(([name, value]) => { if (value === "") event.formData.delete(name); });
  });
  /* Not while someone goes through the options with the arrow keys: they end with the button. */
  let byKeys = false;
  document.addEventListener("keydown", () => { byKeys = true; }, true);
  document.addEventListener("pointerdown", () => { byKeys = false; }, true);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("select[data-autosubmit]") && event.target.form;
    if (form && !byKeys) form.requestSubmit();
  });

  /* Menus close when one looks elsewhere. */
  const menus = () => all("details.head-menu[open]");
  document.addEventListener("click", (event) => menus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; }));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  /* Answers that are not yet saved. */
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) form.dataset.changed = "1";
  });
  window.addEventListener("beforeunload", (event) => {
    if (all("form[data-guard][data-changed]").some((form) => !form.dataset.sent)) event.preventDefault();
  });

  /* Sums below a grid follow what is typed; the server writes them anew with every page. */
  const read = (text) => {
    const plain = text.replace(/^Rp|[\s.]/g, "").replace(",", ".");
    return plain === "" ? 0 : Number(plain);
  };
  document.addEventListener("input", (event) => {
    const grid = event.target.closest(".grid-table");
    const sums = grid && grid.querySelector("tfoot[data-totals]");
    if (!sums) return;
    all("output", sums).forEach((place, column) => {
      const cells = all("tbody tr", grid).map((row) => row.querySelectorAll("input:not([type=hidden])")[column]);
      const sum = cells.reduce((found, cell) => found + (cell ? read(cell.value) : 0), 0);
      if (!Number.isNaN(sum)) place.textContent = sum.toLocaleString("id-ID", { maximumFractionDigits: 5 });
    });
  });

  /* A field that hangs on the answer of a neighbour is hidden while it is not asked; one with an error always shows. */
  const answerTo = (name, form) => {
    const fields = all(`[name="${CSS.escape(name)}"]`, form);
    const picked = fields.length > 1 || (fields[0] && fields[0].type === "radio") ? fields.find((one) => one.checked) : fields[0];
    return picked ? picked.value : "";
  };
  const followAnswers = (root) => all("[data-when]", root).forEach((place) => {
    const answer = answerTo(place.dataset.when, place.closest("form"));
    const asked = place.dataset.whenAbove === undefined ? place.dataset.whenIs.split("|").includes(answer) : read(answer) > Number(place.dataset.whenAbove);
    place.hidden = !asked && !place.querySelector(".field-error");
  });
  ["input", "change"].forEach((kind) => document.addEventListener(kind, (event) => {
    if (event.target.form) followAnswers(event.target.form);
  }));

  /* Several names in one line: the list offers to complete the last one. */
  const names = new WeakMap();
  const offerNames = (event) => {
    const box = event.target;
    if (!box.matches || !box.matches("input[data-several]") || !box.list) return;
    if (!names.has(box.list)) names.set(box.list, Array.from(box.list.options, (option) => option.value));
    const written = box.value.split(",").map((part) => part.trim());
    const before = written.slice(0, -1).filter(Boolean);
    const left = names.get(box.list).filter((name) => !before.includes(name));
    box.list.replaceChildren(...left.map((name) => new Option("", [...before, name].join(", "))));
  };
  document.addEventListener("focusin", offerNames);
  document.addEventListener("input", offerNames);

  /* An officer's decision: opened, one begins to write; "Batal" closes it again. */
  all("details.decide").forEach((decision) => decision.addEventListener("toggle", () => {
    const place = decision.open && decision.querySelector("textarea, input:not([type=hidden]), select");
    if (place) place.focus();
  }));
  document.addEventListener("click", (event) => {
    const close = event.target.closest("[data-close]");
    const decision = close && close.closest("details");
    if (!decision) return;
    event.preventDefault();
    decision.open = false;
    decision.querySelector("summary").focus();
  });

  /* Copying a number or an address. */
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || !navigator.clipboard) return;
    navigator.clipboard.writeText(button.dataset.copy).then(() => {
      const word = button.textContent;
      button.textContent = button.dataset.copied;
      setTimeout(() => { button.textContent = word; }, 2000);
    });
  });

  /* Ticking every row of a list. */
  const tally = (form) => {
    const boxes = all(`input[name=rowid][form="${CSS.escape(form)}"]`);
    const picked = boxes.filter((box) => box.checked).length;
    all(`[data-picked="${CSS.escape(form)}"]`).forEach((place) => { place.textContent = String(picked); });
    all(`[data-pick-all="${CSS.escape(form)}"]`).forEach((box) => {
      box.checked = picked > 0 && picked === boxes.length;
      box.indeterminate = picked > 0 && picked < boxes.length;
    });
  };
  document.addEventListener("change", (event) => {
    const form = event.target.dataset.pickAll || (event.target.name === "rowid" && event.target.getAttribute("form"));
    if (!form) return;
    if (event.target.dataset.pickAll) all(`input[name=rowid][form="${CSS.escape(form)}"]`).forEach((box) => { box.checked = event.target.checked; });
    tally(form);
  });

  /* What has to be prepared when a page, or a part of it, arrives. */
  const prepare = (root) => {
    all("[data-copy][hidden], [data-pick-all][hidden]", root).forEach((element) => { element.hidden = false; });
    followAnswers(root);
    /* A browser that shows a calendar needs no word about how to type a date. */
    all("input[type=date]", root).forEach((box) => {
      const hint = box.type === "date" && box.parentElement.querySelector(".date-hint");
      if (hint) hint.hidden = true;
    });
    all("textarea[data-count]", root).forEach((area) => {
      const place = document.createElement("p");
      place.className = "count";
      place.setAttribute("aria-live", "off");
      const show = () => {
        const left = Number(area.dataset.count) - area.value.length;
        place.textContent = (left < 0 ? said.over : said.left).replace("{n}", Math.abs(left));
        place.classList.toggle("count-over", left < 0);
      };
      area.removeAttribute("maxlength");
      area.insertAdjacentElement("afterend", place);
      area.addEventListener("input", show);
      show();
    });
  };
  prepare(document);
  const summary = document.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  /* After a row came the cursor stands in it, after one went on its list; and the form counts as changed. */
  let nextFocus = null;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const pressed = event.detail.elt;
    nextFocus = pressed.dataset.focusNext ? { id: pressed.dataset.focusNext, added: pressed.name === "_tambah" } : null;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const form = document.getElementById("wizard-form");
    if (!form) return;
    prepare(form);
    if (form.hasAttribute("data-guard")) form.dataset.changed = "1";
    const rows = nextFocus && document.getElementById(nextFocus.id);
    if (!rows) return;
    const card = nextFocus.added && all(".row-card", rows).pop();
    const place = card && card.querySelector("input:not([type=hidden]), select, textarea");
    (place || rows).focus();
    nextFocus = null;
  });
})();
