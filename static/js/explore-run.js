// Draws a figure anew in the place of its picture, so that readers can explore it: tooltips at
// the pointer and by keys, and zoom along time where the drawing allows it. Fetched by explore.js.
// If the library or the specification does not come within eight seconds, the picture stays.
{
  const mouse = matchMedia("(hover: hover) and (pointer: fine)");
  const forced = matchMedia("(forced-colors: active)");
  const views = new WeakMap();
  const open = new Set();

  let sheet;
  const styled = () =>
    (sheet ??= new Promise((done, fail) => {
      const link = document.createElement("link");
      link.onload = done;
      link.onerror = () => fail((sheet = undefined));
      link.rel = "stylesheet";
      link.href = folder + "explore.css";
      // The library writes no style into a page that has a sheet of this name and class.
      link.id = "plotly.js-style-global";
      link.className = "no-inline-styles";
      document.head.append(link);
    }));

  // Gives a copy of plain data with every string and number as `change` returns it.
  const copy = (value, change) => {
    if (Array.isArray(value)) return value.map((part) => copy(part, change));
    if (value === null || typeof value !== "object") return change(value);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copy(part, change)]));
  };

  const plain = (text) => {
    const html = text.replaceAll("<br>", "\n");
    return new DOMParser().parseFromString(html, "text/html").body.textContent;
  };

  // Gives all words of a drawing, as its picture holds them but for white space.
  const wordsOf = (data) => plain(data.flatMap(({ text = [] }) => text).join("")).replace(/\s/g, "");

  // Gives what can be pointed at, in the order of the drawing; a mark of several parts once.
  const pointsOf = (data) =>
    data.flatMap(({ hovertext = [], x, xaxis = "x", yaxis = "y" }, curveNumber) =>
      hovertext
        .map((text, pointNumber) => ({ curveNumber, pointNumber, text, x: x[pointNumber], xaxis, yaxis }))
        .filter(({ text }, index) => text && text !== hovertext[index - 1]),
    );

  // Where readers have their own colours, marks keep their edges and words stay readable, as in
  // the picture (figure.css).
  const force = (data, layout, colour) => {
    const [ink, paper] = [colour("CanvasText"), colour("Canvas")];
    const edge = (given, kept) => [given].flat().map((name) => (kept.includes(name) ? paper : ink));
    for (const { line, marker, textfont } of data) {
      if (textfont) textfont.color = ink;
      if (line) line.color = edge(line.color, ["--paper"])[0];
      if (marker) {
        marker.color = [marker.color].flat().map((name) => (/^--(ink|muted)$/.test(name) ? ink : paper));
        marker.line = { color: edge(marker.line.color, ["--paper"]), width: 1.5 };
      }
    }
    Object.assign(layout.hoverlabel, { bgcolor: paper, bordercolor: ink });
    layout.hoverlabel.font.color = ink;
  };

  class View {
    at = -1;
    ranges = {};

    constructor(box, spec) {
      this.box = box;
      this.spec = spec;
      this.picture = box.querySelector("svg");
      this.points = pointsOf(spec.data);
      this.said = document.createElement("p");
      this.said.className = "explore__said";
      this.said.setAttribute("role", "status");
      box.onkeydown = (event) => this.press(event);
      box.onblur = () => this.plot && Plotly.Fx.unhover(this.plot, {}, "xy");
    }

    async open() {
      try {
        await (this.opened ??= this.draw());
      } catch (error) {
        this.opened = undefined;
        throw error;
      }
    }

    async draw() {
      if (wordsOf(this.spec.data) !== this.picture.textContent.replace(/\s/g, "")) {
        throw new Error("the picture and what was fetched are of different versions");
      }
      await styled();
      const plot = document.createElement("div");
      plot.className = "explore";
      plot.setAttribute("aria-hidden", "true");
      this.box.append(plot, this.said);
      try {
        await Plotly.newPlot(plot, ...this.figure());
      } catch (error) {
        plot.remove();
        throw error;
      }
      // Fingers scroll the page; what they tap comes as a mouse.
      const quiet = { capture: true, passive: true };
      plot.addEventListener("touchstart", (event) => event.stopPropagation(), quiet);
      plot.addEventListener(
        "mousemove",
        (event) => {
          if (event.isTrusted && this.pointAt(event)) event.stopPropagation();
        },
        true,
      );
      plot.on("plotly_relayout", (changes) => this.zoomed(changes));
      this.plot = plot;
      this.box.classList.add("explored");
      this.resized = new ResizeObserver(() => this.place());
      this.resized.observe(this.box);
      this.place();
      open.add(this);
    }

    close() {
      open.delete(this);
      this.resized.disconnect();
      this.box.classList.remove("explored");
      Plotly.purge(this.plot);
      this.plot.remove();
      this.plot = this.opened = undefined;
      this.ranges = {};
      this.said.textContent = "";
    }

    // Lays the plot over the picture, at the picture's size.
    place() {
      const { width } = this.picture.getBoundingClientRect();
      this.plot.style.transform = `scale(${width / this.spec.layout.width})`;
    }

    // Gives data, layout and settings for the library, in the colours that the page has now.
    figure() {
      const style = getComputedStyle(this.picture);
      const colour = (name) => {
        this.said.style.color = name;
        return getComputedStyle(this.said).color;
      };
      const { data, layout } = copy(this.spec, (part) => part);
      // The library would let dots of several sizes shine through; pictures have none that do.
      for (const { marker } of data) if (marker) marker.opacity = 1;
      for (const area of this.spec.zoom) this.zoomAxis(area, data, layout);
      if (forced.matches) force(data, layout, colour);
      const family = getComputedStyle(this.picture.querySelector("text")).fontFamily;
      layout.font.family = layout.hoverlabel.font.family = family;
      layout.dragmode = mouse.matches && this.spec.zoom.length ? "zoom" : false;
      const paint = (part) => (/^--[a-z0-9-]+$/.test(part) ? style.getPropertyValue(part).trim() : part);
      return [
        copy(data, paint),
        copy(layout, paint),
        { displayModeBar: false, doubleClick: "reset", locale: this.spec.locale },
      ];
    }

    // Lets one panel be zoomed along time. While it is, its axis is drawn by the library, and
    // what the drawing has set around the panel's marks is left out: it would not move along.
    zoomAxis({ axis, box }, data, layout) {
      const whole = layout[`xaxis${axis}`];
      const range = this.ranges[whole.range];
      whole.fixedrange = !mouse.matches;
      [whole.minallowed, whole.maxallowed] = whole.range;
      if (!range) return;
      const years = range[1] - range[0];
      Object.assign(whole, {
        range,
        visible: true,
        showgrid: false,
        zeroline: false,
        ticks: "outside",
        tickcolor: "--uncertain",
        tickfont: { size: 12, color: "--muted" },
        tickformat: "d",
        tick0: 0,
        dtick: [1, 2, 5, 10].find((step) => years / step <= 8) ?? 20,
      });
      const inside = (x, y) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3];
      for (const trace of data) {
        if (trace.xaxis === `x${axis}`) {
          trace.cliponaxis = trace.mode === "lines";
        } else if (!trace.xaxis && trace.mode === "text") {
          trace.text = trace.text.map((text, i) => (inside(trace.x[i], trace.y[i]) ? "" : text));
        } else if (!trace.xaxis && trace.mode === "lines" && trace.x[0] === trace.x[1]) {
          if (trace.y.every((y, i) => inside(trace.x[i], y))) trace.visible = false;
        }
      }
    }

    async redraw() {
      await Plotly.react(this.plot, ...this.figure());
    }

    // Takes over what the reader has zoomed to with the mouse.
    zoomed(changes) {
      for (const { axis } of this.spec.zoom) {
        const name = `xaxis${axis}`;
        if (Object.keys(changes).some((key) => key.startsWith(`${name}.`))) {
          this.setRange(this.spec.layout[name].range, this.plot.layout[name].range);
        }
      }
      this.redraw();
    }

    // Shows so many years, one at least, of all panels that have the same years.
    setRange(whole, [low, high]) {
      const [first, last] = whole;
      const span = Math.max(high - low, 1);
      const from = Math.min(Math.max(low, first), last - span);
      if (span < (last - first) * 0.999) this.ranges[whole] = [from, from + span];
      else delete this.ranges[whole];
    }

    // Zooms along time about the present point.
    async magnify(factor) {
      const point = this.points[this.at];
      const area = this.spec.zoom.find(({ axis }) => `x${axis}` === point?.xaxis);
      if (!area) return;
      const whole = this.spec.layout[`xaxis${area.axis}`].range;
      const [low, high] = this.ranges[whole] ?? whole;
      const half = (high - low) / factor / 2;
      this.setRange(whole, [point.x - half, point.x + half]);
      await this.redraw();
      this.step(0);
    }

    // Shows what is at a place of the window. Marks at the edge of a panel reach beyond it, where
    // the library does not look for them. Gives whether there is a panel.
    pointAt({ clientX: x, clientY: y }) {
      const [, ...panels] = this.plot.querySelectorAll(".nsewdrag");
      for (const panel of panels.reverse()) {
        const { left, top, right, bottom } = panel.getBoundingClientRect();
        const clientX = Math.min(Math.max(x, left + 1), right - 1);
        const clientY = Math.min(Math.max(y, top + 1), bottom - 1);
        if (Math.hypot(clientX - x, clientY - y) < 8) {
          panel.dispatchEvent(new MouseEvent("mousemove", { clientX, clientY }));
          return true;
        }
      }
      return false;
    }

    // Goes so many points on, shows where that is and says it.
    step(count, lead = "") {
      this.at = Math.min(Math.max(this.at + count, 0), this.points.length - 1);
      const { curveNumber, pointNumber, text, xaxis, yaxis } = this.points[this.at];
      Plotly.Fx.hover(this.plot, [{ curveNumber, pointNumber }], xaxis + yaxis);
      const { point, count: pattern } = { point: plain(text), ...this.spec.words };
      const [number, total] = [this.at + 1, this.points.length];
      this.said.textContent =
        lead + pattern.replace("{text}", point).replace("{number}", number).replace("{total}", total);
    }

    async press(event) {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      const end = this.points.length;
      const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -end, End: end };
      const factors = { "+": 2, "=": 2, "-": 0.5 };
      const { key } = event;
      if (key in steps || key in factors || (key === "Escape" && this.plot)) event.preventDefault();
      if (key === "Escape" && this.plot) this.close();
      else if (key in steps) {
        await this.open();
        this.step(steps[key]);
      } else if (key in factors && this.plot) this.magnify(factors[key]);
    }
  }

  const busy = new Set();
  const last = new WeakMap();
  globalThis.explore = async (box, event) => {
    // The pointer may move on while the rest comes.
    last.set(box, event);
    box.onpointermove = (moved) => last.set(box, moved);
    if (busy.has(box)) return;
    busy.add(box);
    try {
      const [spec] = await Promise.race([
        Promise.all([box.dataset.explore, folder + "plotly.js"].map(fetchScript)),
        new Promise((_, fail) => setTimeout(fail, 8000)),
      ]);
      const view = views.get(box) ?? new View(box, spec);
      views.set(box, view);
      await view.open();
      const latest = last.get(box);
      if ("clientX" in latest) view.pointAt(latest);
      else view.step(0, view.spec.words.keys + " ");
    } finally {
      busy.delete(box);
    }
  };

  const repaint = () => open.forEach((view) => view.redraw());
  for (const query of [matchMedia("(prefers-color-scheme: dark)"), forced, mouse]) {
    query.addEventListener("change", repaint);
  }
  new MutationObserver(repaint).observe(document.documentElement, { attributeFilter: ["data-scheme"] });
}
