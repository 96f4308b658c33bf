// SPDX-License-Identifier: EUPL-1.2
// <prose-editor data-picture="…" data-tidy="…"><textarea …></textarea> templates: bar, link, picture </prose-editor>
// Puts an editor in front of a textarea that works without it. What it may contain is what the server keeps (prose.py);
// pictures come in through a dialog that asks for words, pasted documents through the server's own cleaning.
import {
  Blockquote, Bold, BulletList, Document, Editor, Gapcursor, HardBreak, Heading, History, Italic, Link, ListItem, Node, OrderedList, Paragraph, Table,
  TableCell, TableHeader, TableRow, Text,
} from "../django_prose_editor/editor.js";

const OWN = /\/bilder\/[0-9a-f]{2}\/[0-9a-f]{40}(?:-\d{1,4})?-(?:320|800|1600)\.webp$/;
const own = (image) => Boolean(image && OWN.test(image.getAttribute("src") ?? "") && image.getAttribute("alt")?.trim());
const nothing = () => document.createElement("span");

const Figure = Node.create({
  name: "figure", group: "block", content: "text*", marks: "", draggable: true, isolating: true, defining: true,
  addAttributes() {
    const of = (name, change = (value) => value) => ({
      default: null,
      parseHTML: (element) => change((element.matches("img") ? element : element.querySelector("img"))?.getAttribute(name) ?? null),
    });
    return { src: of("src", (value) => value?.replace(/^https?:\/\/[^/]+/, "") ?? null), alt: of("alt"), width: of("width"), height: of("height") };
  },
  parseHTML() {
    return [
      { tag: "figure", getAttrs: (element) => (own(element.querySelector("img")) ? null : false), contentElement: (element) => element.querySelector("figcaption") ?? nothing() },
      { tag: "img[src]", getAttrs: (element) => (own(element) ? null : false), contentElement: nothing },
    ];
  },
  renderHTML({ HTMLAttributes }) { return ["figure", {}, ["img", HTMLAttributes], ["figcaption", {}, 0]]; },
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        if (!editor.isActive("figure")) return false;
        const { selection } = editor.state;
        const after = selection.node ? selection.to : selection.$from.after();
        return editor.chain().insertContentAt(after, { type: "paragraph" }).setTextSelection(after + 1).run();
      },
    };
  },
});

// Tab in the last cell leaves the editor instead of making rows without end: nobody gets stuck with a keyboard.
const CalmTable = Table.extend({
  addKeyboardShortcuts() { return { ...this.parent?.(), Tab: () => this.editor.commands.goToNextCell() }; },
});

function address(typed) {
  const text = typed.trim();
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@]+$/.test(text)) return `mailto:${text}`;
  if (/^www\.[^\s]+$/i.test(text)) return `https://${text}`;
  return /^(https?:\/\/[^\s/\\]|mailto:[^\s@]+@|tel:[+\d]|\/(?![/\\])|#\w|\?)/i.test(text) && !/\s/.test(text) ? text : "";
}

customElements.define("prose-editor", class extends HTMLElement {
  connectedCallback() {
    if (this.ready) return;
    this.ready = true;
    this.textarea = this.querySelector("textarea");
    this.said = this.querySelector(".prose-said");
    const { id } = this.textarea;
    const label = document.querySelector(`label[for="${CSS.escape(id)}"]`);
    if (label) label.id ||= `${id}_label`;
    const place = document.createElement("div");
    place.className = "prose-place";
    this.textarea.before(place);
    const attributes = { role: "textbox", "aria-multiline": "true", class: "prose prose-text", id, dir: "auto" };
    if (label) attributes["aria-labelledby"] = label.id;
    for (const name of ["aria-describedby", "aria-invalid", "aria-label"]) {
      if (this.textarea.hasAttribute(name)) attributes[name] = this.textarea.getAttribute(name);
    }
    this.textarea.removeAttribute("id");
    this.textarea.hidden = true;
    this.querySelector(".prose-how").hidden = true;
    this.editor = new Editor({
      element: place,
      injectCSS: false, // the policy of the site forbids style elements; the rules stand in prose-editor.css
      content: this.asHtml(this.textarea.value),
      extensions: [
        Document, Paragraph, Text, Bold, Italic, HardBreak, History, Gapcursor, BulletList, ListItem, Blockquote, Figure, CalmTable.configure({ resizable: false }),
        TableRow, TableHeader, TableCell,
        OrderedList.configure({ enableListAttributes: false }),
        Heading.configure({ levels: [2, 3, 4] }),
        Link.extend({ addKeyboardShortcuts: () => ({ "Mod-k": () => { this.link(); return true; } }) }).configure({ openOnClick: false, autolink: true, enableTarget: false }),
      ],
      editorProps: {
        attributes,
        // Before the editor reads the clipboard: it would parse foreign styles, which the policy of the site forbids.
        handleDOMEvents: {
          paste: (_view, event) => this.paste(event.clipboardData, event),
          drop: (view, event) => !view.dragging && this.paste(event.dataTransfer, event),
        },
        handleKeyDown: (_view, event) => {
          if (event.key === "F10" && event.altKey) { this.bar.querySelector("[tabindex='0']")?.focus(); return true; }
          return false;
        },
        handleDoubleClickOn: (_view, _at, node) => { if (node.type.name === "figure") this.picture(); return false; },
      },
      onUpdate: () => {
        this.textarea.value = this.editor.isEmpty ? "" : this.editor.getHTML();
        this.textarea.dispatchEvent(new Event("input", { bubbles: true }));
      },
      onTransaction: () => this.mark(),
    });
    label?.addEventListener("click", () => this.editor.commands.focus());
    this.makeBar(place);
    this.dispatchEvent(new CustomEvent("prose-editor:ready", { bubbles: true }));
  }

  disconnectedCallback() { this.editor?.destroy(); }

  // What was typed without an editor (plain text) keeps its paragraphs here as on the server.
  asHtml(text) {
    if (/<\/?(p|h[1-6]|ul|ol|li|a|strong|em|b|i|br|div|span|blockquote|table|figure|img)\b/i.test(text)) return text;
    const escape = (part) => part.replace(/&/g, "&amp;").replace(/</g, "&lt;");
    return text.split(/\n[ \t\r]*\n/).filter((part) => part.trim()).map((part) => `<p>${escape(part.trim()).replace(/\r?\n/g, "<br>")}</p>`).join("");
  }

  part(name) { return this.querySelector(`template[data-part="${name}"]`).content.firstElementChild.cloneNode(true); }
  say(key) { this.said.textContent = this.said.dataset[key] ?? ""; }

  // --- the bar: one stop for the tab key, arrows inside ---
  makeBar(place) {
    this.bar = this.part("bar");
    place.prepend(this.bar);
    const stops = () => [...this.bar.querySelectorAll("button, select")].filter((one) => !one.closest("[hidden]"));
    this.bar.querySelectorAll("button, select").forEach((one, index) => { one.tabIndex = index ? -1 : 0; });
    const move = (to) => {
      this.bar.querySelectorAll("button, select").forEach((one) => { one.tabIndex = one === to ? 0 : -1; });
      to.focus();
    };
    this.bar.addEventListener("focusin", (event) => this.bar.querySelectorAll("button, select").forEach((one) => { one.tabIndex = one === event.target ? 0 : -1; }));
    this.bar.addEventListener("keydown", (event) => {
      const all = stops();
      const at = all.indexOf(event.target);
      const forward = getComputedStyle(this.bar).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
      const backward = forward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
      const to = { [forward]: all[at + 1] ?? all[0], [backward]: all[at - 1] ?? all.at(-1), Home: all[0], End: all.at(-1) }[event.key];
      if (to) { event.preventDefault(); move(to); }
      if (event.key === "Escape") this.editor.commands.focus();
    });
    this.bar.addEventListener("click", (event) => {
      const name = event.target.closest("button")?.dataset.do;
      if (name && event.target.closest("button").getAttribute("aria-disabled") !== "true") this.deeds()[name]?.();
    });
    this.bar.querySelector("select").addEventListener("change", (event) => {
      const kind = event.target.value;
      const chain = this.editor.chain().focus();
      (kind === "p" ? chain.setParagraph() : chain.setHeading({ level: Number(kind) })).run();
    });
    this.mark();
  }

  deeds() {
    const now = () => this.editor.chain().focus();
    return {
      bold: () => now().toggleBold().run(),
      italic: () => now().toggleItalic().run(),
      bullets: () => now().toggleBulletList().run(),
      numbers: () => now().toggleOrderedList().run(),
      quote: () => now().toggleBlockquote().run(),
      undo: () => now().undo().run(),
      redo: () => now().redo().run(),
      link: () => this.link(),
      picture: () => this.picture(),
      table: () => now().insertContent(this.table()).run(),
      rowAdd: () => now().addRowAfter().run(),
      rowDrop: () => now().deleteRow().run(),
      columnAdd: () => now().addColumnAfter().run(),
      columnDrop: () => now().deleteColumn().run(),
      headRow: () => now().toggleHeaderRow().run(),
      tableDrop: () => now().deleteTable().run(),
    };
  }

  // The columns have names from the start: an empty header is read out as nothing.
  table() {
    const cell = (type, text) => ({ type, content: [{ type: "paragraph", content: text ? [{ type: "text", text }] : [] }] });
    const row = (type, texts) => ({ type: "tableRow", content: texts.map((text) => cell(type, text)) });
    const heads = [1, 2, 3].map((number) => `${this.said.dataset.column} ${number}`);
    return { type: "table", content: [row("tableHeader", heads), row("tableCell", ["", "", ""]), row("tableCell", ["", "", ""])] };
  }

  mark() {
    if (!this.bar || !this.editor) return;
    const { editor } = this;
    const on = {
      bold: editor.isActive("bold"), italic: editor.isActive("italic"), bullets: editor.isActive("bulletList"), numbers: editor.isActive("orderedList"),
      quote: editor.isActive("blockquote"), link: editor.isActive("link"), picture: editor.isActive("figure"), headRow: editor.isActive("tableHeader"), table: editor.isActive("table"),
    };
    const off = { undo: !editor.can().undo(), redo: !editor.can().redo() };
    for (const button of this.bar.querySelectorAll("button")) {
      const name = button.dataset.do;
      if (button.hasAttribute("aria-pressed")) button.setAttribute("aria-pressed", String(Boolean(on[name])));
      if (name in off) button.setAttribute("aria-disabled", String(off[name]));
    }
    const level = [2, 3, 4].find((one) => editor.isActive("heading", { level: one }));
    this.bar.querySelector("select").value = level ? String(level) : "p";
    this.bar.querySelector(".prose-table-tools").hidden = !on.table;
  }

  // --- dialogs ---
  open(name, fill, done) {
    const dialog = this.part(name);
    const form = dialog.querySelector("form");
    const wrong = dialog.querySelector(".prose-error");
    document.body.append(dialog);
    const close = () => { dialog.close(); };
    dialog.addEventListener("close", () => { dialog.remove(); this.editor.commands.focus(); });
    dialog.querySelector("[data-cancel]").addEventListener("click", close);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const problem = await done(form.elements, wrong.dataset);
      if (problem) { wrong.textContent = problem.words; form.elements[problem.field]?.focus(); } else close();
    });
    fill(form.elements, dialog, close);
    dialog.showModal();
  }

  link() {
    const { editor } = this;
    if (editor.isActive("link")) editor.chain().extendMarkRange("link").run();
    const { from, to, $from, $to } = editor.state.selection;
    const whole = $from.sameParent($to);
    const words = editor.state.doc.textBetween(from, to, " ");
    this.open("link", (fields, dialog, close) => {
      fields.href.value = editor.getAttributes("link").href ?? "";
      fields.words.value = words;
      fields.words.closest(".field").hidden = !whole;
      const drop = dialog.querySelector("[data-drop]");
      drop.hidden = !editor.isActive("link");
      drop.addEventListener("click", () => { editor.chain().unsetLink().run(); close(); });
    }, (fields, sentences) => {
      const href = address(fields.href.value);
      const said = fields.words.value.trim();
      if (!fields.href.value.trim()) return { words: sentences.empty, field: "href" };
      if (whole && !said) return { words: sentences.empty, field: "words" };
      if (!href) return { words: sentences.wrong, field: "href" };
      if (whole && said !== words) {
        const marks = editor.state.doc.resolve(from).marks().filter((mark) => mark.type.name !== "link").map((mark) => mark.toJSON());
        editor.chain().insertContentAt({ from, to }, { type: "text", text: said, marks: [...marks, { type: "link", attrs: { href } }] }).run();
      } else editor.chain().setTextSelection({ from, to }).setLink({ href }).run();
      return null;
    });
  }

  picture(file = null) {
    const { editor } = this;
    const existing = !file && editor.isActive("figure") ? editor.getAttributes("figure") : null;
    const { selection } = editor.state;
    const at = existing ? (selection.node ? selection.from : selection.$from.before()) : selection.to;
    this.open("picture", (fields, dialog, close) => {
      dialog.querySelector("[data-new]").hidden = Boolean(existing);
      if (existing) {
        fields.alt.value = existing.alt;
        fields.caption.value = editor.state.doc.nodeAt(at).textContent;
      }
      if (file) {
        const carrier = new DataTransfer();
        carrier.items.add(file);
        fields.picture.files = carrier.files;
      }
      const drop = dialog.querySelector("[data-drop]");
      drop.hidden = !existing;
      drop.addEventListener("click", () => { editor.chain().setNodeSelection(at).deleteSelection().run(); close(); });
    }, async (fields, sentences) => {
      const alt = fields.alt.value.trim();
      const caption = fields.caption.value.trim();
      if (!existing && !fields.picture.files.length) return { words: sentences.file, field: "picture" };
      if (!alt) return { words: sentences.alt, field: "alt" };
      const values = existing ? { ...existing, alt } : await this.upload(fields.picture.files[0], alt, sentences.off);
      if (values.problem) return { words: values.problem, field: values.field };
      const node = { type: "figure", attrs: values, content: caption ? [{ type: "text", text: caption }] : [] };
      if (existing) editor.chain().insertContentAt({ from: at, to: at + editor.state.doc.nodeAt(at).nodeSize }, node).run();
      else editor.chain().insertContentAt(selection.$from.depth ? selection.$to.after(1) : at, node).run();
      return null;
    });
  }

  async send(url, values) {
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.append(name, value);
    body.append("csrfmiddlewaretoken", this.closest("form")?.elements.csrfmiddlewaretoken?.value ?? "");
    const response = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!response.headers.get("Content-Type")?.includes("application/json")) throw new Error("no answer from the desk");
    return [response.ok, await response.json()];
  }

  async upload(file, alt, off) {
    try {
      const [ok, answer] = await this.send(this.dataset.picture, { picture: file, alt });
      if (ok) return answer;
      const [field, sentences] = Object.entries(answer.errors ?? {})[0] ?? ["picture", [off]];
      return { problem: sentences.join(" "), field };
    } catch { return { problem: off, field: "picture" }; }
  }

  // --- what comes from outside ---
  paste(data, event) {
    if (!data) return false;
    const html = data.getData("text/html");
    const image = [...data.files].find((file) => file.type.startsWith("image/"));
    if (image && data.getData("text/plain").trim() === "") {
      event.preventDefault();
      this.picture(image);
      return true;
    }
    // What was copied in this editor is clean already.
    if (!html || html.includes("data-pm-slice")) return false;
    event.preventDefault();
    this.tidy(html, data.getData("text/plain"));
    return true;
  }

  async tidy(html, plain) {
    try {
      // Pictures inside a pasted document stay out anyway; without their bytes it is small enough to send.
      const [ok, answer] = await this.send(this.dataset.tidy, { html: html.replace(/\bsrc=(["'])data:[^"']*\1/gi, 'src="data:,"') });
      if (!ok) throw new Error("refused");
      // Cleaning trims a paragraph; between the words of a sentence the space belongs to what was copied.
      const [, before, after] = /^<p>.*<\/p>$/s.test(answer.html) && !answer.html.includes("\n") ? /^([ \t\u00a0]?).*?([ \t\u00a0]?)$/s.exec(plain) : ["", "", ""];
      if (before) this.editor.commands.insertContent(" ");
      this.editor.view.pasteHTML(answer.html);
      if (after) this.editor.commands.insertContent(" ");
      this.say(answer.left_out.length ? "leftOut" : /<(h[2-4]|ul|ol|table|a)[\s>]/.test(answer.html) ? "tidied" : "");
    } catch { this.editor.view.pasteText(plain); }
    this.editor.commands.focus();
  }
});
